import { buildMesh } from '../../src/mesh/build.js';
import { decodeMeshConfig } from '../../src/mesh/mesh-config.js';
import type { Mesh, MeshProxy } from '../../src/mesh/types.js';
import { buildStore } from '../../src/model/store.js';
import { loadTexts } from '../../src/sources/load.js';
import { parseAnnotation } from '../../src/sources/mesh-config.js';

/** A Service of namespace `ns` with one port, and what else its spec says. */
export function service(name: string, port: string, ip: string, more = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ns}
spec: {clusterIP: ${ip}, selector: {app: ${name}}, ports: [{${port}}]${more}}`;
}

/** A meshed Pod of namespace `ns`. */
export function pod(name: string, ip: string, labels = `app: ${name}`): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ns, labels: {${labels}}}
spec: {containers: [{name: istio-proxy, image: proxyv2}]}
status: {phase: Running, podIP: ${ip}, podIPs: [{ip: "${ip}"}], conditions: [{type: Ready, status: "True"}]}`;
}

/** A VirtualService of namespace `ns`; `spec` is YAML in flow style. */
export function virtualService(name: string, spec: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: ns}
spec: ${spec}`;
}

/** The mesh of some documents, with MeshConfig fields over the defaults. */
export function meshOf(documents: readonly string[], config: unknown = {}): Mesh {
  const text = documents.join('\n---');
  const { resources, problems } = loadTexts([{ name: 'test.yaml', text }]);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return buildMesh(buildStore(resources), { config: decodeMeshConfig(config).config, parseYaml: parseAnnotation });
}

/** The proxy of a pod. */
export function proxyOf(mesh: Mesh, name: string): MeshProxy {
  const proxy = mesh.proxies.find((p) => p.name === name);
  if (!proxy) throw new Error(`no proxy ${name}`);
  return proxy;
}
