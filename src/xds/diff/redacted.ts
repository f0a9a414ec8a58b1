import { redact } from '../dump/redact.js';
import { isMessage, type Json } from '../json.js';
import type { Change, Step } from './types.js';

/** The values of a change as they may be shown: private keys, passwords and tokens are replaced, as Envoy does in its dumps. */
export function redactedValues({ path, before, after }: Omit<Change, 'objects'>): {
  readonly before?: Json;
  readonly after?: Json;
} {
  return {
    ...(before !== undefined && { before: redactAt(path, before) }),
    ...(after !== undefined && { after: redactAt(path, after) }),
  };
}

/** What is secret depends on the fields around it, so the value is looked at inside messages of these names. */
function redactAt(path: readonly Step[], value: Json): Json {
  const fields = path.flatMap((step) => ('field' in step ? [step.field] : []));
  const nested = fields.reduceRight<Json>((inner, field) => ({ [field]: inner }), value);
  let found: Json | undefined = isMessage(nested) ? redact(nested) : nested;
  for (const field of fields) found = isMessage(found) ? found[field] : found;
  return found ?? null;
}
