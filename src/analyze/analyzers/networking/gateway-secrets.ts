import type { SecretBody } from '../../../model/kinds/secret.js';
import type { Path, Resource } from '../../../model/resource.js';
import { fullName, type GatewayResource, gatewayName } from '../../facts/gateway-names.js';
import { formatSelector, podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

/**
 * Secrets of Gateways that don't exist in the namespace of the gateway's pods, or whose certificate is of no use. One finding for all of a Gateway.
 * https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/
 */
export const gatewaySecrets: Analyzer = {
  name: 'gateway.SecretAnalyzer',
  description: 'Looks up Secrets with certificates that Gateways name',
  inputs: ['Gateway', 'Pod', 'Secret'],
  analyze(context, report) {
    if (!context.complete) return;
    for (const resource of context.store.list('Gateway')) checkGateway(context, resource, report);
  },
};

function checkGateway(context: AnalysisContext, resource: GatewayResource, report: Report): void {
  const { selector, servers = [] } = resource.body.spec ?? {};
  const pod = context.fact(podLabels).find(selector);
  if (!pod) {
    report('IST0101', resource, ['spec', 'selector'], { reftype: 'selector', refval: formatSelector(selector) });
    return;
  }
  const { namespace } = pod.metadata;
  const unusable: { readonly path: Path; readonly text: string }[] = [];
  for (const [i, { tls }] of servers.entries()) {
    const name = tls?.credentialName;
    if (!name) continue;
    const path = ['spec', 'servers', i, 'tls', 'credentialName'];
    const secret = context.fact(secrets).get(gatewayName(name, namespace));
    if (!secret) {
      report('IST0101', resource, path, { reftype: 'credentialName', refval: name });
      continue;
    }
    const problem = secret.body.certificateProblem(context.now);
    if (problem) unusable.push({ path, text: `${name} (${problem})` });
  }
  const [first] = unusable;
  if (!first) return;
  const problems = unusable.map(({ text }) => text).join(', ');
  report('IST0161', resource, first.path, { gateway: resource.metadata.name, namespace, problems });
}

function secrets({ store }: AnalysisContext): ReadonlyMap<string, Resource<SecretBody>> {
  return new Map(store.list('Secret').map((secret) => [fullName(secret), secret]));
}
