import type { DestinationRuleResource } from '../../mesh/types.js';
import type { TrafficPolicySpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';

type Tls = NonNullable<TrafficPolicySpec['tls']>;

/** TLS settings as one place of a DestinationRule writes them, and what they are for. */
export interface WrittenTls {
  readonly mode: NonNullable<Tls['mode']>;
  readonly path: Path;
  /** Labels of the subset; none for the host as a whole. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether they count on a port of the service. */
  readonly ports: (number: number) => boolean;
}

/** All TLS settings of a DestinationRule. Settings without a mode mean DISABLE. */
export function writtenTls({ body }: DestinationRuleResource): readonly WrittenTls[] {
  const { trafficPolicy, subsets } = body.spec ?? {};
  const out: WrittenTls[] = [];
  if (trafficPolicy) addPolicy(out, trafficPolicy, ['spec', 'trafficPolicy'], {});
  for (const [i, subset] of (subsets ?? []).entries()) {
    const path = ['spec', 'subsets', i, 'trafficPolicy'];
    if (subset.trafficPolicy) addPolicy(out, subset.trafficPolicy, path, subset.labels ?? {});
  }
  return out;
}

function addPolicy(out: WrittenTls[], policy: TrafficPolicySpec, path: Path, labels: WrittenTls['labels']): void {
  const own = (policy.portLevelSettings ?? []).flatMap(({ port }) => port?.number ?? []);
  if (policy.tls) {
    const ports = (number: number) => !own.includes(number);
    out.push({ mode: policy.tls.mode ?? 'DISABLE', path: [...path, 'tls', 'mode'], labels, ports });
  }
  for (const [i, { port, tls }] of (policy.portLevelSettings ?? []).entries()) {
    if (!tls) continue;
    const at = [...path, 'portLevelSettings', i, 'tls', 'mode'];
    out.push({ mode: tls.mode ?? 'DISABLE', path: at, labels, ports: (number) => number === port?.number });
  }
}
