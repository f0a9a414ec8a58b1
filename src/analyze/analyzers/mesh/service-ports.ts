import { classOf, isHttp2, kubernetesProtocol } from '../../../mesh/protocols.js';
import type { Protocol } from '../../../mesh/types.js';
import type { ServicePortSpec } from '../../../model/kinds/kubernetes.js';
import type { Analyzer } from '../../types.js';

/** What is spoken on ports that everybody knows; `tls` for TLS from the first byte. */
const WELL_KNOWN: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [25, 'SMTP'],
  [80, 'http'],
  [443, 'tls'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [6379, 'Redis'],
  [9042, 'Cassandra'],
  [27017, 'MongoDB'],
]);

/**
 * Ports of Services whose name says one protocol, and their appProtocol or number another.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export const servicePorts: Analyzer = {
  name: 'meshwright.ServicePorts',
  description: 'Ports of Services that are named against their protocol',
  inputs: ['Service'],
  analyze(context, report) {
    for (const resource of context.store.list('Service')) {
      if (resource.body.spec?.type === 'ExternalName') continue;
      for (const [i, port] of (resource.body.spec?.ports ?? []).entries()) {
        if (port.protocol !== undefined && port.protocol !== 'TCP') continue;
        const path = ['spec', 'ports', i];
        const { byName, byField } = protocolsOf(port);
        if (byField !== undefined && differ(byName, byField)) {
          const args = { port: port.port ?? 0, name: port.name ?? '', appProtocol: port.appProtocol ?? '' };
          report('MW0040', resource, [...path, 'appProtocol'], args);
        }
        const usual = WELL_KNOWN.get(port.port ?? 0);
        const said = byField ?? byName;
        if (usual === undefined || !isAgainst(usual, said)) continue;
        const at = byField === undefined ? 'name' : 'appProtocol';
        report('MW0041', resource, [...path, at], {
          port: port.port ?? 0,
          said,
          usual: usual === 'tls' ? 'TLS' : usual,
        });
      }
    }
  },
};

function protocolsOf(port: ServicePortSpec): { readonly byName: Protocol; readonly byField: Protocol | undefined } {
  const read = (name: string, appProtocol: string | undefined) =>
    // A number that means nothing by itself, so that only the words count.
    kubernetesProtocol({ number: 0, name, protocol: 'TCP', appProtocol });
  return {
    byName: read(port.name ?? '', undefined),
    byField: port.appProtocol === undefined ? undefined : read('', port.appProtocol),
  };
}

/** Two protocols that a proxy treats differently; one that is left to detection contradicts nothing, and UDP has ports of its own. */
export function differ(a: Protocol, b: Protocol): boolean {
  if (a === 'auto' || b === 'auto' || a === 'udp' || b === 'udp') return false;
  return classOf(a) !== classOf(b) || isHttp2(a) !== isHttp2(b);
}

function isAgainst(usual: string, said: Protocol): boolean {
  if (said === 'auto') return false;
  if (usual === 'http') return classOf(said) !== 'http';
  return classOf(said) === 'http';
}
