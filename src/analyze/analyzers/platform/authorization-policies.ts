import type { TypedResource } from '../../../model/store.js';
import { isAmbient, isInMesh } from '../../facts/injection.js';
import { formatSelector, type PodResource, podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

type Policy = TypedResource<'AuthorizationPolicy'>;

/**
 * Policies that protect nothing, and rules about namespaces that don't exist.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export const authorizationPoliciesAnalyzer: Analyzer = {
  name: 'auth.AuthorizationPoliciesAnalyzer',
  description: 'Checks that AuthorizationPolicies select workloads and name existing namespaces',
  inputs: ['AuthorizationPolicy'],
  analyze(context, report) {
    // Files need not hold the workloads.
    if (!context.complete) return;
    const namespaces = context.store.list('Namespace').map(({ metadata }) => metadata.name);
    const exists = rememberMatches(namespaces);
    for (const policy of context.store.list('AuthorizationPolicy')) {
      judgeWorkloads(context, policy, report);
      judgeNamespaces(policy, exists, report);
    }
  },
};

function judgeWorkloads(context: AnalysisContext, policy: Policy, report: Report): void {
  const { namespace } = policy.metadata;
  const labels = policy.body.spec?.selector?.matchLabels;
  const selector = policy.body.spec?.selector && formatSelector(labels);
  const everywhere = namespace === context.config.rootNamespace;
  if (everywhere && selector === undefined) return;
  const found =
    selector === undefined
      ? context.fact(namespacesInMesh).has(namespace)
      : context
          .fact(podLabels)
          .select(labels, everywhere ? undefined : namespace)
          .some((pod) => takesPart(context, pod));
  const path = selector === undefined ? ['spec'] : ['spec', 'selector'];
  if (!found) report('IST0127', policy, path, { selector: selector ?? '' });
}

function takesPart(context: AnalysisContext, pod: PodResource): boolean {
  const { namespace, labels, annotations } = pod.metadata;
  return isAmbient(pod) || isInMesh(context, { namespace, labels, annotations, spec: pod.body.spec });
}

function namespacesInMesh(context: AnalysisContext): ReadonlySet<string> {
  const found = new Set<string>();
  for (const pod of context.store.list('Pod')) {
    const { namespace } = pod.metadata;
    if (!found.has(namespace) && takesPart(context, pod)) found.add(namespace);
  }
  return found;
}

function judgeNamespaces(policy: Policy, exists: (pattern: string) => boolean, report: Report): void {
  policy.body.spec?.rules?.forEach((rule, r) => {
    rule.from?.forEach(({ source }, f) => {
      for (const field of ['namespaces', 'notNamespaces'] as const) {
        source?.[field]?.forEach((pattern, n) => {
          if (exists(pattern)) return;
          const path = ['spec', 'rules', r, 'from', f, 'source', field, n];
          report('IST0101', policy, path, { reftype: 'namespace', refval: pattern });
        });
      }
    });
  });
}

/** Whether some name fits a pattern: `*`, `*end`, `begin*` or the name itself, in either case. */
function rememberMatches(names: readonly string[]): (pattern: string) => boolean {
  const exact = new Set(names.map((name) => name.toLowerCase()));
  const known = new Map<string, boolean>();
  const matches = (pattern: string) => {
    if (pattern === '*') return true;
    if (pattern.startsWith('*')) return names.some((name) => name.endsWith(pattern.slice(1)));
    if (pattern.endsWith('*')) return names.some((name) => name.startsWith(pattern.slice(0, -1)));
    return exact.has(pattern.toLowerCase());
  };
  return (pattern) => {
    const answer = known.get(pattern) ?? matches(pattern);
    known.set(pattern, answer);
    return answer;
  };
}
