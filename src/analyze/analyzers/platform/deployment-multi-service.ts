import type { TypedResource } from '../../../model/store.js';
import { isInMesh, mainProxyContainer } from '../../facts/injection.js';
import { servicesBySelector } from '../../facts/services.js';
import type { Analyzer, Report } from '../../types.js';

type Service = TypedResource<'Service'>;
type Deployment = TypedResource<'Deployment'>;

/** Label of what a controller of Istio makes for a Gateway, and the controller that makes waypoints. */
const MANAGED = 'gateway.istio.io/managed';
const WAYPOINTS = 'istio.io-mesh-controller';

/** Services, or ports of one, that lead to the same pods in ways that one sidecar can't serve. https://istio.io/latest/docs/ops/deployment/application-requirements/ */
export const deploymentMultiServiceAnalyzer: Analyzer = {
  name: 'deployment.MultiServiceAnalyzer',
  description: 'Checks that the Services of one Deployment agree about its ports',
  inputs: ['Deployment'],
  analyze(context, report) {
    const find = context.fact(servicesBySelector);
    for (const deployment of context.store.list('Deployment')) {
      const { metadata, spec } = deployment.body.spec?.template ?? {};
      const { labels = {}, annotations = {} } = metadata ?? {};
      const { namespace } = deployment.metadata;
      const services = find(namespace, labels);
      if (services.length === 0 || deployment.metadata.labels[MANAGED] === WAYPOINTS) continue;
      // A template has the containers that are written; native sidecars come with injection.
      const proxy = mainProxyContainer(spec);
      const containers = { containers: proxy ? [proxy] : [] };
      if (!isInMesh(context, { namespace, labels, annotations, spec: containers })) continue;
      judgeProtocols(deployment, services, report);
      judgeTargetPorts(deployment, services, report);
    }
  },
};

function judgeProtocols(deployment: Deployment, services: readonly Service[], report: Report): void {
  const uses = portsOf(services, ({ port, protocol = 'TCP' }) => [String(port), protocol]);
  for (const [port, { names }] of conflicts(uses)) {
    report('IST0116', deployment, ['metadata', 'name'], {
      deployment: deployment.metadata.name,
      port,
      services: names.join(', '),
    });
  }
}

function judgeTargetPorts(deployment: Deployment, services: readonly Service[], report: Report): void {
  const uses = portsOf(services, ({ port, targetPort }) => [String(targetPort || port), String(port)]);
  for (const [targetPort, { names, values }] of conflicts(uses)) {
    report('IST0137', deployment, ['metadata', 'name'], {
      deployment: deployment.metadata.name,
      services: names.join(', '),
      targetPort,
      ports: values.sort((a, b) => Number(a) - Number(b)).join(', '),
    });
  }
}

/** What a Service's port says: `value` about `key`. */
interface Use {
  readonly key: string;
  readonly value: string;
  readonly service: string;
}

interface Port {
  readonly port?: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

function portsOf(services: readonly Service[], read: (port: Port) => readonly [string, string]): readonly Use[] {
  return services.flatMap(({ metadata, body }) =>
    (body.spec?.ports ?? []).map((port) => {
      const [key, value] = read(port);
      return { key, value, service: `${metadata.namespace}/${metadata.name}` };
    }),
  );
}

/** The keys about which different things are said, with what is said and by whom. */
function conflicts(uses: readonly Use[]): ReadonlyMap<string, { names: string[]; values: string[] }> {
  const byKey = new Map<string, Use[]>();
  for (const use of uses) {
    const known = byKey.get(use.key);
    if (known) known.push(use);
    else byKey.set(use.key, [use]);
  }
  const found = new Map<string, { names: string[]; values: string[] }>();
  for (const [key, own] of byKey) {
    const values = [...new Set(own.map(({ value }) => value))];
    if (values.length > 1) found.set(key, { values, names: [...new Set(own.map(({ service }) => service))].sort() });
  }
  return found;
}
