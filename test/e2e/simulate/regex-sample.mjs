// Makes texts that a regular expression may match: enough of the syntax for what people write into routes.
import { pick } from './random.mjs';

const CLASSES = { d: '0123456789', w: 'abcXYZ019_', s: ' ', D: 'ax-', W: '-.', S: 'a1-' };

/** A text that the pattern matches, or nearly does. */
export function sampleOf(pattern, random) {
  const input = { text: pattern.replace(/^\(\?[a-z]+\)/, ''), at: 0 };
  return alternatives(input, random);
}

function alternatives(input, random) {
  const options = [sequence(input, random)];
  while (input.text[input.at] === '|') {
    input.at++;
    options.push(sequence(input, random));
  }
  return pick(random, options);
}

function sequence(input, random) {
  let out = '';
  while (input.at < input.text.length && !'|)'.includes(input.text[input.at])) {
    const start = input.at;
    const first = atom(input, random);
    const end = input.at;
    const times = repetitions(input, random);
    if (times === 0) continue;
    out += first;
    for (let i = 1; i < times; i++) out += atom({ text: input.text.slice(start, end), at: 0 }, random);
  }
  return out;
}

function atom(input, random) {
  const c = input.text[input.at++];
  if (c === '.') return pick(random, ['a', 'Z', '7', '-', '.']);
  if (c === '^' || c === '$') return '';
  if (c === '\\') return escaped(input.text[input.at++] ?? '', random);
  if (c === '[') return fromSet(input, random);
  if (c !== '(') return c;
  input.text = input.text.slice(0, input.at) + input.text.slice(input.at).replace(/^\?(:|P?<[^>]+>|[a-z]+:)/, '');
  const inner = alternatives(input, random);
  input.at++;
  return inner;
}

function escaped(c, random) {
  if (c in CLASSES) return pick(random, [...CLASSES[c]]);
  return /[bBAzZ]/.test(c) ? '' : c;
}

function fromSet(input, random) {
  const end = input.text.indexOf(']', input.at + 1);
  const body = input.text.slice(input.at, end);
  input.at = end + 1;
  if (body.startsWith('^')) return pick(random, [...'aZ5-._'].filter((c) => !body.includes(c)).concat('q'));
  const choices = [];
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '\\') choices.push(...(CLASSES[body[++i]] ?? body[i]));
    else if (body[i + 1] === '-' && body[i + 2]) {
      choices.push(body[i], body[i + 2]);
      i += 2;
    } else choices.push(body[i]);
  }
  return pick(random, choices) ?? '';
}

function repetitions(input, random) {
  const rest = input.text.slice(input.at);
  const [all, low, comma, high] = /^\{(\d+)(,?)(\d*)\}/.exec(rest) ?? [];
  if (all) {
    input.at += all.length;
    const most = high ? Number(high) : comma ? Number(low) + 2 : Number(low);
    return Number(low) + Math.floor(random() * (most - Number(low) + 1));
  }
  const sign = rest[0];
  if (!sign || !'*+?'.includes(sign)) return 1;
  input.at += rest[1] === '?' ? 2 : 1;
  if (sign === '?') return random() < 0.5 ? 1 : 0;
  return (sign === '+' ? 1 : 0) + Math.floor(random() * 4);
}
