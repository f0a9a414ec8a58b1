/** YAML of a resource; `spec` is in flow style. */
function resource(apiVersion: string, kind: string, name: string, spec: string): string {
  const [namespace, own] = name.includes('/') ? name.split('/') : ['ns', name];
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${own}, namespace: ${namespace}}\nspec: ${spec}\n`;
}

const networking = (kind: string) => (name: string, spec: string) =>
  resource('networking.istio.io/v1', kind, name, spec);

/** Documents of namespace `ns`, or of the one in `namespace/name`. */
export const virtualService = networking('VirtualService');
export const destinationRule = networking('DestinationRule');
export const gateway = networking('Gateway');
export const serviceEntry = networking('ServiceEntry');
export const sidecar = networking('Sidecar');
export const envoyFilter = (name: string, spec: string) =>
  resource('networking.istio.io/v1alpha3', 'EnvoyFilter', name, spec);

/** A Service that selects `app: NAME` on some ports. */
export function service(name: string, ports: readonly (number | string)[]): string {
  const own = name.split('/').at(-1);
  const list = ports.map((port, i) => `{name: p${i}, port: ${port}}`).join(', ');
  return resource('v1', 'Service', name, `{selector: {app: ${own}}, ports: [${list}]}`);
}

/** A Pod with labels and annotations in flow style. */
export function pod(name: string, labels: string, annotations = '', node = ''): string {
  const [namespace, own] = name.includes('/') ? name.split('/') : ['ns', name];
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${own}, namespace: ${namespace}, labels: {${labels}}, annotations: {${annotations}}}\nspec: {${node && `nodeName: ${node}, `}containers: [{name: app}]}\n`;
}

/** One text of several documents. */
export function join(...documents: readonly string[]): string {
  return documents.join('---\n');
}
