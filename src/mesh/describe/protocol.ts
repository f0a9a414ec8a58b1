import type { Store } from '../../model/store.js';
import type { MeshService, ServicePort } from '../types.js';

/** What says which protocol a port has. */
export type ProtocolReason = 'appProtocol' | 'name' | 'protocol' | 'number' | 'detected';

/**
 * Why a port has its protocol: the field of the Service that says so, the number of a port whose server speaks first, or
 * nothing at all, so that proxies look at the first bytes.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function protocolReason(store: Store, service: MeshService, port: ServicePort): ProtocolReason {
  if (port.protocol === 'auto') return 'detected';
  if (service.registry === 'external' || port.protocol === 'udp') return 'protocol';
  const written = store.list('Service').find((r) => r === service.resource);
  const spec = written?.body.spec?.ports?.find((p) => p.port === port.number && (p.name ?? '') === port.name);
  if (spec?.appProtocol) return namesProtocol(spec.appProtocol, port) ? 'appProtocol' : 'number';
  return namesProtocol(port.name, port) ? 'name' : 'number';
}

/** Plain TCP may be said, or be what certain port numbers mean when nothing is. */
function namesProtocol(word: string, { protocol }: ServicePort): boolean {
  return protocol !== 'tcp' || /^tcp(-|$)/i.test(word);
}
