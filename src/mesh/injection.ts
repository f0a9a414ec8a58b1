/*
 * Whether injection would put a sidecar into a pod, from the labels that the webhooks' selectors look at.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
type Labels = Readonly<Record<string, string>>;

export interface InjectionFacts {
  readonly namespaceLabels: Labels;
  readonly podLabels: Labels;
  readonly podAnnotations: Labels;
  readonly hostNetwork: boolean;
}

const INJECT = 'sidecar.istio.io/inject';

/** True if the default revision's webhooks would inject this pod. */
export function isInjected(facts: InjectionFacts): boolean {
  const policy = facts.namespaceLabels['istio-injection'];
  const revision = facts.namespaceLabels['istio.io/rev'];
  const wanted = facts.podLabels[INJECT];
  if (facts.hostNetwork || policy === 'disabled' || wanted === 'false') return false;
  if (wanted !== 'true' && facts.podAnnotations[INJECT] === 'false') return false;
  if (policy === 'enabled' || revision !== undefined) return true;
  return wanted === 'true' || facts.podLabels['istio.io/rev'] !== undefined;
}
