/**
 * The rule behind the name of an RBAC policy, as `NAMESPACE/NAME rule INDEX` of an AuthorizationPolicy where the name is of
 * that form, else the name.
 * https://istio.io/latest/docs/ops/common-problems/security-issues/#ensure-proxies-enforce-policies-correctly
 */
export function describePolicy(name: string): string {
  const [, namespace, policy, rule] = /ns\[([^\]]*)\]-policy\[([^\]]*)\]-rule\[(\d+)\]/.exec(name) ?? [];
  return policy === undefined ? name : `${namespace}/${policy} rule ${rule}`;
}
