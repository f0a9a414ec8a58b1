import { isObject } from '../../model/decode.js';
import type { Resource } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

const DRY_RUN = 'istio.io/dry-run';

/** Annotations that istiod sets on objects that it makes itself, and one that its webhook tests itself with. */
const INTERNAL = [
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parent-namespace',
  'internal.istio.io/parents',
];

/** Spellings of a boolean. https://pkg.go.dev/strconv#ParseBool */
const BOOLEANS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True', '0', 'f', 'F', 'false', 'FALSE', 'False']);

/**
 * Annotations that change what Istio does with a resource.
 * https://istio.io/latest/docs/reference/config/annotations/
 */
export function checkAnnotations({ kind, metadata, body }: Resource): readonly Violation[] {
  const found: Violation[] = [];
  for (const name of INTERNAL) {
    if (metadata.annotations[name] === undefined) continue;
    found.push(error(['metadata', 'annotations', name], `annotation ${name} is Istio's own; take it away`));
  }
  const dryRun = metadata.annotations[DRY_RUN];
  if (dryRun === undefined) return found;
  const path = ['metadata', 'annotations', DRY_RUN];
  if (kind !== 'AuthorizationPolicy') {
    found.push(error(path, `annotation ${DRY_RUN} works on AuthorizationPolicy only; take it away`));
    return found;
  }
  if (!BOOLEANS.has(dryRun)) found.push(error(path, `${DRY_RUN} is ${JSON.stringify(dryRun)}, not "true" or "false"`));
  const action = actionOf(body);
  if (action !== 'ALLOW' && action !== 'DENY') {
    found.push(error(path, `${DRY_RUN} works with action ALLOW and DENY, not with ${action}`));
  }
  return found;
}

function actionOf(body: unknown): string {
  const spec = isObject(body) ? body['spec'] : undefined;
  const action = isObject(spec) ? spec['action'] : undefined;
  return typeof action === 'string' ? action : 'ALLOW';
}
