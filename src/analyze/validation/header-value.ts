import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

// A header value may hold tabs and no other control character, RFC 9110 section 5.5.
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/**
 * One slip stands in many values alike, so only what breaks off within a command is told with the value.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/observability/access_log/usage#format-rules
 */
export function checkHeaderValue(value: string, path: Path): readonly Violation[] {
  if (CONTROL.test(value)) return [error(path, `header value ${JSON.stringify(value)} has a control character`)];
  const problem = value.includes('%') ? commandProblem(value) : undefined;
  return problem === undefined ? [] : [error(path, `header value ${problem}; write %% for the sign itself`)];
}

/** Where within `%NAME(arguments)%` a character stands; arguments are any text, or a JSON list of texts. */
type Place = 'outside' | 'name' | 'arguments' | 'text' | 'item' | 'afterItem' | 'afterList' | 'afterArguments';

/** What follows at each place: by character, or for any other one (nothing: that is an error). */
const NEXT: Readonly<Record<Place, Readonly<Record<string, Place>> & { readonly other?: Place }>> = {
  outside: { '%': 'name', other: 'outside' },
  name: { '%': 'outside', '(': 'arguments', other: 'name' },
  arguments: { '[': 'item', ' ': 'arguments', other: 'text' },
  text: { ')': 'afterArguments', '"': 'afterItem', other: 'text' },
  item: { '"': 'text', ' ': 'item' },
  afterItem: { ',': 'item', ']': 'afterList', ' ': 'afterItem' },
  afterList: { ')': 'afterArguments', ' ': 'afterList' },
  afterArguments: { '%': 'outside', ' ': 'afterArguments' },
};

function commandProblem(value: string): string | undefined {
  let place: Place = 'outside';
  for (let i = 0; i < value.length; i++) {
    const character = value.charAt(i);
    if (place === 'outside' && character === '%' && i === value.length - 1) return 'ends in a % that begins nothing';
    const isEscape = place === 'outside' ? value.startsWith('%%', i) : place === 'text' && character === '\\';
    if (isEscape) {
      i++;
      continue;
    }
    const next: Place | undefined = NEXT[place][character] ?? NEXT[place].other;
    if (next === undefined) return `has a command of Envoy that isn't well formed (${UNMET[place] ?? ''})`;
    place = next;
  }
  return place === 'outside' ? undefined : `${JSON.stringify(value)} ends within a command of Envoy`;
}

/** What was to stand where something else does. */
const UNMET: Readonly<Partial<Record<Place, string>>> = {
  item: 'a text in quotes was expected in the list',
  afterItem: 'a comma or ] was expected after a text of the list',
  afterList: ') was expected after the list',
  afterArguments: '% was expected after )',
};
