import type { AnalysisContext, Analyzer, Report } from '../../types.js';

/**
 * Fields of traffic resources that Istio has replaced, and definitions of kinds that it has removed. Definitions in files may
 * be there to be deleted; those in a cluster are left over.
 * https://istio.io/latest/docs/releases/feature-stages/
 */
export const deprecations: Analyzer = {
  name: 'deprecation.DeprecationAnalyzer',
  description: 'Looks for fields and kinds that Istio has replaced',
  inputs: ['VirtualService', 'Sidecar', 'CustomResourceDefinition'],
  analyze(context, report) {
    checkFaults(context, report);
    for (const resource of context.store.list('Sidecar')) {
      if (!resource.body.spec?.outboundTrafficPolicy?.egressProxy) continue;
      const detail = 'outboundTrafficPolicy.egressProxy; route to an egress gateway with a VirtualService';
      report('IST0002', resource, ['spec', 'outboundTrafficPolicy', 'egressProxy'], { detail });
    }
    if (context.complete) checkDefinitions(context, report);
  },
};

function checkFaults(context: AnalysisContext, report: Report): void {
  for (const resource of context.store.list('VirtualService')) {
    const index = (resource.body.spec?.http ?? []).findIndex((rule) => (rule.fault?.delay?.percent ?? 0) > 0);
    if (index < 0) continue;
    const detail = 'fault.delay.percent; write fault.delay.percentage.value';
    report('IST0002', resource, ['spec', 'http', index, 'fault', 'delay', 'percent'], { detail });
  }
}

const REMOVED_GROUP = 'rbac.istio.io';
const REMOVED_KINDS: ReadonlySet<string | undefined> = new Set([
  'ClusterRbacConfig',
  'RbacConfig',
  'ServiceRole',
  'ServiceRoleBinding',
]);

function checkDefinitions(context: AnalysisContext, report: Report): void {
  for (const resource of context.store.list('CustomResourceDefinition')) {
    const { group, names } = resource.body.spec ?? {};
    if (group !== REMOVED_GROUP || !REMOVED_KINDS.has(names?.kind)) continue;
    const detail = `Istio has no ${names?.kind} of ${group} any more; AuthorizationPolicy took its place`;
    report('IST0002', resource, ['spec', 'names', 'kind'], { detail });
  }
}
