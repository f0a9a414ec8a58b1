import type { VirtualServiceResource } from '../../mesh/types.js';
import type { HttpRule } from '../../model/kinds/virtual-service.js';
import type { AnalysisContext } from '../types.js';

/** An HTTP rule as one VirtualService writes it, at `spec.http[index]`. */
export interface WrittenRule {
  readonly resource: VirtualServiceResource;
  readonly rule: HttpRule;
  readonly index: number;
}

/** The HTTP rules of all VirtualServices in one list: many analyzers go through them, and a mesh has thousands. */
export function httpRules(context: AnalysisContext): readonly WrittenRule[] {
  const out: WrittenRule[] = [];
  for (const resource of context.store.list('VirtualService')) {
    const rules = resource.body.spec?.http ?? [];
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index];
      if (rule) out.push({ resource, rule, index });
    }
  }
  return out;
}
