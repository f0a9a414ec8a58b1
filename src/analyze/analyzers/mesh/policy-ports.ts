import type { Path, Resource } from '../../../model/resource.js';
import { type ServedPort, servedPorts } from '../../facts/mesh-services.js';
import { type Workload, workloads } from '../../facts/mesh-workloads.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

type Labels = Readonly<Record<string, string>>;

/**
 * Policies about the port of a Service where the port of the workload counts. Only a number that is certainly mistaken is
 * told of: a Service leads from it to another port, and no container has it.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export const policyPorts: Analyzer = {
  name: 'meshwright.PolicyPorts',
  description: 'Policies for the port of a Service, where the port of the workload counts',
  inputs: ['AuthorizationPolicy', 'PeerAuthentication'],
  analyze(context, report) {
    for (const resource of context.store.list('AuthorizationPolicy')) {
      const ports: (readonly [number, Path])[] = [];
      for (const [i, rule] of (resource.body.spec?.rules ?? []).entries()) {
        for (const [j, { operation }] of (rule.to ?? []).entries()) {
          for (const [k, port] of (operation?.ports ?? []).entries()) {
            ports.push([Number(port), ['spec', 'rules', i, 'to', j, 'operation', 'ports', k]]);
          }
        }
      }
      check(resource, resource.body.spec?.selector?.matchLabels, ports);
    }
    for (const resource of context.store.list('PeerAuthentication')) {
      const ports = Object.keys(resource.body.spec?.portLevelMtls ?? {}).map((port): readonly [number, Path] => [
        Number(port),
        ['spec', 'portLevelMtls', port],
      ]);
      check(resource, resource.body.spec?.selector?.matchLabels, ports);
    }

    function check(
      resource: Resource,
      selector: Labels | undefined,
      ports: readonly (readonly [number, Path])[],
    ): void {
      if (ports.length === 0 || resource.metadata.namespace === context.config.rootNamespace) return;
      const taken = context.fact(workloads).select(resource.metadata.namespace, selector);
      for (const [port, path] of ports) {
        const wrong = mistaken(context, taken, port);
        if (wrong) report('MW0062', resource, path, { port, service: wrong.service.name, target: wrong.number });
      }
    }
  },
};

function mistaken(context: AnalysisContext, taken: readonly Workload[], port: number): ServedPort | undefined {
  const served = taken.flatMap((workload) => context.fact(servedPorts).get(workload) ?? []);
  if (served.some((one) => one.number === port) || taken.some((workload) => hasPort(workload, port))) return undefined;
  return served.find((one) => one.port.number === port);
}

function hasPort({ spec }: Workload, port: number): boolean {
  return (spec.containers ?? []).some((c) => c.ports?.some((p) => p.containerPort === port));
}
