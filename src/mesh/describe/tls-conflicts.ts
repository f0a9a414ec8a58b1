import type { MtlsMode } from '../peer-authentication.js';
import type { MeshDestinationRule, ServicePort } from '../types.js';
import type { DescribedService } from './service.js';
import type { DescribedPort } from './workload.js';

/** A port on which clients are told to speak what the workload doesn't take. */
export interface TlsConflict {
  readonly rule: MeshDestinationRule;
  readonly port: ServicePort;
  /** Port of the workload. */
  readonly targetPort: number;
  /** TLS mode of the DestinationRule. */
  readonly asked: string;
  readonly mode: MtlsMode;
}

/**
 * Ports of a workload where a DestinationRule has clients speak plain text or TLS of its own although mutual TLS is demanded, or
 * mutual TLS although it is off.
 * https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule
 */
export function findTlsConflicts(
  services: readonly DescribedService[],
  inbound: readonly DescribedPort[],
): readonly TlsConflict[] {
  const rest = inbound.find(({ port }) => port === undefined)?.mode;
  return services.flatMap(({ destinationRule: rule, ports }) =>
    ports.flatMap(({ port, targetPort }): readonly TlsConflict[] => {
      const asked = rule && askedMode(rule, port);
      const mode = inbound.find((one) => one.port === targetPort)?.mode ?? rest;
      if (!asked || targetPort === undefined || mode === undefined || fits(asked, mode)) return [];
      return [{ rule, port, targetPort, asked, mode }];
    }),
  );
}

function askedMode({ trafficPolicy }: MeshDestinationRule, port: ServicePort): string | undefined {
  const own = trafficPolicy?.portLevelSettings?.find((settings) => settings.port?.number === port.number);
  return (own ?? trafficPolicy)?.tls?.mode;
}

function fits(asked: string, mode: MtlsMode): boolean {
  if (mode === 'strict') return asked === 'ISTIO_MUTUAL';
  return mode === 'permissive' || asked !== 'ISTIO_MUTUAL';
}
