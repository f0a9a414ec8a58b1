import { parseProtocol } from '../../../mesh/protocols.js';
import type { Path } from '../../../model/resource.js';
import { type ServedPort, servedPorts } from '../../facts/mesh-services.js';
import type { Workload } from '../../facts/mesh-workloads.js';
import type { Analyzer } from '../../types.js';
import { differ } from './service-ports.js';

/** Services that say of one port of a workload different things, or another thing than the container that listens there. */
export const workloadPorts: Analyzer = {
  name: 'meshwright.WorkloadPorts',
  description: 'Services that name the port of a workload against another Service or against its container',
  inputs: ['Service'],
  analyze(context, report) {
    for (const [workload, served] of context.fact(servedPorts)) {
      const first = new Map<number, ServedPort>();
      for (const one of served) {
        const { service, port, number } = one;
        const earlier = first.get(number);
        if (!earlier) first.set(number, one);
        else if (earlier.service !== service && differ(earlier.port.protocol, port.protocol)) {
          const args = {
            port: number,
            said: port.protocol,
            other: earlier.service.name,
            otherSaid: earlier.port.protocol,
          };
          report('MW0042', service.resource, pathOf(one), args);
        }
        const container = containerPort(workload, number);
        if (container === '') continue;
        const meant = parseProtocol(container.split('-', 1)[0] ?? '');
        if (!differ(port.protocol, meant)) continue;
        report('MW0043', service.resource, pathOf(one), { port: port.number, said: port.protocol, container });
      }
    }
  },
};

function containerPort({ spec }: Workload, number: number): string {
  for (const { name, ports } of spec.containers ?? []) {
    if (name === 'istio-proxy') continue;
    const found = ports?.find((port) => port.containerPort === number)?.name;
    if (found !== undefined) return found;
  }
  return '';
}

function pathOf({ service, port }: ServedPort): Path {
  return ['spec', 'ports', service.ports.indexOf(port)];
}
