import type { Translation } from '../translation.js';

/**
 * Names everything about a router that its listeners and routes depend on: replicas of one gateway share them. Identity
 * and settings reach filters, labels select resources, targets translate ports.
 */
export function routerVariant({ proxy, scope }: Translation): string {
  const targets = proxy.targets.map((t) => [t.service.hostname, t.port.number, t.targetPort]);
  const { namespace, labels, annotations, settings, ipv4, ipv6, unprivileged, serviceAccount } = proxy;
  return JSON.stringify([
    scope.key,
    namespace,
    labels,
    annotations,
    settings,
    ipv4,
    ipv6,
    unprivileged,
    serviceAccount,
    targets,
  ]);
}
