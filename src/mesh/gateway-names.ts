/** The name under which a VirtualService is for sidecars. */
export const MESH_GATEWAY = 'mesh';

/**
 * The Gateway that a VirtualService in `namespace` means, as `namespace/name`; `mesh` stands for all sidecars. Beside
 * `name`, `namespace/name` and `./name` there is the old form that looks like the FQDN of a service.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */
export function resolveGateway(written: string, namespace: string): string {
  if (written === MESH_GATEWAY) return written;
  if (written.startsWith('./')) return `${namespace}/${written.slice(2)}`;
  if (written.includes('/')) return written;
  const [name = '', owner = namespace] = written.split('.');
  return `${owner}/${name}`;
}
