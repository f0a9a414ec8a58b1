/** A rule of an AuthorizationPolicy as Envoy's RBAC filter is told of it: `ns[shop]-policy[web-only]-rule[0]`. */
export interface PolicyRule {
  readonly namespace: string;
  readonly name: string;
  readonly rule: number;
}

/** The rule that a name of Envoy stands for; undefined for names that istiod does not give. */
export function parsePolicyRule(text: string): PolicyRule | undefined {
  const [, namespace, name, rule] = /ns\[([^\]]*)\]-policy\[([^\]]*)\]-rule\[(\d+)\]/.exec(text) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name, rule: Number(rule) };
}

/** Whether a test means this policy or filter: by the name in the trace, `NAME`, `NAMESPACE/NAME` or `NAME.NAMESPACE`, with `[RULE]` or without. */
export function isPolicy(actual: string, wanted: string): boolean {
  if (actual === wanted) return true;
  const parsed = parsePolicyRule(actual);
  if (!parsed) return false;
  const { namespace, name, rule } = parsed;
  return [name, `${namespace}/${name}`, `${name}.${namespace}`].some(
    (one) => wanted === one || wanted === `${one}[${rule}]`,
  );
}
