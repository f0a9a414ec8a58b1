import type { DestinationRuleResource } from '../../../mesh/types.js';
import { isObject } from '../../../model/decode.js';
import type { TrafficPolicySpec } from '../../../model/kinds/destination-rule.js';
import { KINDS, type KindEntry, type KindName } from '../../../model/kinds/index.js';
import { formatPath, type Path, type Resource } from '../../../model/resource.js';
import { virtualServices, type WrittenRule } from '../../facts/http-rules.js';
import { findDeprecatedFields } from '../../fixes/deprecated-fields.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

/** Istio's own kinds, whose versions all mean the same. */
const ISTIO: readonly KindName[] = (Object.keys(KINDS) as KindName[]).filter((kind) =>
  KINDS[kind].group.endsWith('.istio.io'),
);

/** Old spellings that other findings tell of already: IST0002 and the warnings of the webhook. */
const TOLD = /(mirrorPercent|fault\.delay\.percent|minimumRingSize)$/;

/** Old spellings of fields, and versions of the API that have been followed by v1. */
export const deprecations: Analyzer = {
  name: 'meshwright.Deprecations',
  description: 'Deprecated fields and API versions that have a new spelling',
  inputs: ISTIO,
  analyze(context, report) {
    for (const kind of ISTIO) {
      const { versions }: KindEntry<unknown> = KINDS[kind];
      const newest = versions[0] ?? 'v1';
      for (const resource of context.store.list(kind)) {
        const version = resource.apiVersion.slice(resource.apiVersion.indexOf('/') + 1);
        if (newest === 'v1' && version !== newest && versions.includes(version))
          report('MW0091', resource, ['apiVersion'], { version, newest });
        reportTargetRef(resource, report);
      }
    }
    for (const resource of suspects(context)) {
      for (const { path, becomes } of findDeprecatedFields(resource.kind, resource.raw ?? {})) {
        const field = formatPath(path);
        if (!TOLD.test(field)) report('MW0090', resource, path, { field, becomes });
      }
    }
    for (const resource of context.store.list('DestinationRule')) reportWarmup(resource, report);
  },
};

/** Resources in which there is something to search for, as their decoded bodies tell. */
function suspects(context: AnalysisContext): readonly Resource[] {
  const { store } = context;
  return [
    ...new Set(
      context
        .fact(virtualServices)
        .withCors.filter(isOldRule)
        .map(({ resource }) => resource),
    ),
    ...store.list('DestinationRule').filter(({ body }) => {
      const { trafficPolicy, subsets } = body.spec ?? {};
      return isOldPolicy(trafficPolicy) || subsets?.some((subset) => isOldPolicy(subset.trafficPolicy));
    }),
    ...store.list('RequestAuthentication').filter(({ body }) => body.spec?.jwtRules?.some((rule) => rule.jwks_uri)),
  ];
}

function isOldRule({ rule: { mirror_percent, corsPolicy } }: WrittenRule): boolean {
  return mirror_percent !== undefined || corsPolicy?.allowOrigin !== undefined;
}

function isOldPolicy(policy: TrafficPolicySpec | undefined): boolean {
  if (policy?.loadBalancer?.simple === 'LEAST_CONN') return true;
  return policy?.portLevelSettings?.some((port) => port.loadBalancer?.simple === 'LEAST_CONN') ?? false;
}

/** https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference */
function reportTargetRef(resource: Resource, report: Report): void {
  const spec = isObject(resource.body) ? resource.body['spec'] : undefined;
  if (!isObject(spec) || spec['targetRef'] === undefined) return;
  report('MW0090', resource, ['spec', 'targetRef'], { field: 'spec.targetRef', becomes: 'targetRefs' });
}

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings */
function reportWarmup(resource: DestinationRuleResource, report: Report): void {
  const { trafficPolicy, subsets } = resource.body.spec ?? {};
  const look = (policy: Pick<TrafficPolicySpec, 'loadBalancer'> | undefined, path: Path) => {
    if (policy?.loadBalancer?.warmupDurationSecs === undefined) return;
    const at = [...path, 'loadBalancer', 'warmupDurationSecs'];
    report('MW0090', resource, at, { field: formatPath(at), becomes: 'warmup.duration' });
  };
  look(trafficPolicy, ['spec', 'trafficPolicy']);
  for (const [i, one] of (trafficPolicy?.portLevelSettings ?? []).entries()) {
    look(one, ['spec', 'trafficPolicy', 'portLevelSettings', i]);
  }
  for (const [i, subset] of (subsets ?? []).entries())
    look(subset.trafficPolicy, ['spec', 'subsets', i, 'trafficPolicy']);
}
