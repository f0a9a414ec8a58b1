import { isPolicy } from './policy-name.js';
import type { View } from './view.js';

/** Whether the request gets through: not allowed is what a policy denies, and a connection that is refused. */
export function checkAllowed(wanted: boolean, { last, outcomes }: View): string | undefined {
  const denied = outcomes.find((outcome) => outcome.kind === 'denied' || outcome.kind === 'closed');
  if (!wanted) return denied ? undefined : `allowed (${last.kind})`;
  if (denied)
    return `${denied.kind}${denied.deniedBy ? ` by ${denied.deniedBy}` : ''}${denied.reason ? ` (${denied.reason})` : ''}`;
  return ['forwarded', 'redirected', 'answered'].includes(last.kind) ? undefined : last.kind;
}

export function checkDeniedBy(wanted: string, { outcomes }: View): string | undefined {
  const denied = outcomes.find((outcome) => outcome.kind === 'denied' || outcome.deniedBy !== undefined);
  if (!denied) return 'not denied';
  const actual = denied.deniedBy ?? denied.reason ?? 'unknown';
  return isPolicy(actual, wanted) ? undefined : actual;
}
