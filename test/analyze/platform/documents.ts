/** `name` or `namespace/name`; the namespace is `ns` without one. */
function metadata(name: string, more = ''): string {
  const [namespace, own] = name.includes('/') ? name.split('/') : ['ns', name];
  return `{name: ${own}, namespace: ${namespace}${more && `, ${more}`}}`;
}

/** YAML of any object; metadata beside the name, and the body's fields, in flow style. */
export function object(apiVersion: string, kind: string, name: string, body: string, more = ''): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata(name, more)}\n${body}\n`;
}

export function namespace(name: string, labels = ''): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}\n`;
}

/** A Pod of some containers: `app`, or `istio-proxy:image`. */
export function pod(name: string, containers = 'app', more = ''): string {
  return object('v1', 'Pod', name, `spec: {containers: [${containerList(containers)}]}`, more);
}

export function deployment(name: string, labels: string, containers = 'app', more = ''): string {
  const template = `{metadata: {labels: {${labels}}}, spec: {containers: [${containerList(containers)}]}}`;
  return object('apps/v1', 'Deployment', name, `spec: {template: ${template}}`, more);
}

function containerList(names: string): string {
  return names
    .split(' ')
    .map((container) => {
      const [name, image = 'a'] = container.split('=');
      return `{name: ${name}, image: "${image}"}`;
    })
    .join(', ');
}

export function service(name: string, selector: string, ports: string, more = ''): string {
  return object('v1', 'Service', name, `spec: {selector: {${selector}}, ports: [${ports}]}`, more);
}

export function configMap(name: string, key: string, value: unknown): string {
  return object('v1', 'ConfigMap', name, `data: {${key}: ${JSON.stringify(JSON.stringify(value))}}`);
}

/** An injector; selectors in flow style. */
export function injector(name: string, webhook: string): string {
  const kind = 'MutatingWebhookConfiguration';
  return `apiVersion: admissionregistration.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nwebhooks:\n- {name: x.sidecar-injector.istio.io, ${webhook}}\n`;
}

export function join(...documents: readonly string[]): string {
  return documents.join('---\n');
}
