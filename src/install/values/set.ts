import { isObject } from '../../model/decode.js';
import { UserError } from '../../model/errors.js';
import type { Tree } from '../types.js';

/** A step of a path: a key, or an index into a list. */
export type Step = string | number;

/** One assignment of a `--set`. */
export interface Assignment {
  readonly path: readonly Step[];
  /** The text behind the equals sign, escapes taken out; lists are split. */
  readonly value: string | readonly string[];
  /** As it was written, for messages. */
  readonly written: string;
}

/**
 * Splits the text of a `--set`: `path=value`, several with commas between them. Dots, commas and equals signs that mean
 * themselves stand behind a backslash; `{a,b}` is a list; `key[0]` an entry of a list.
 * https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 * @throws UserError (usage) for a text without path or equals sign.
 */
export function parseSet(text: string): readonly Assignment[] {
  return splitAt(text, ',').map((written) => {
    const [path = '', ...rest] = splitAt(written, '=');
    if (rest.length === 0 || path === '') {
      throw new UserError(
        'usage',
        `--set ${text}: PATH=VALUE was expected`,
        'example: --set meshConfig.accessLogFile=/dev/stdout',
      );
    }
    return { path: parsePath(path, text), value: parseValue(rest.join('=')), written };
  });
}

/** Splits at a sign that has no backslash before it and is not within braces. */
function splitAt(text: string, sign: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\' && i + 1 < text.length) {
      parts.push(`${parts.pop()}${character}${text.charAt(++i)}`);
      continue;
    }
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (character === sign && depth <= 0) parts.push('');
    else parts.push(`${parts.pop()}${character}`);
  }
  return parts;
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

function parsePath(text: string, whole: string): readonly Step[] {
  return splitAt(text, '.').flatMap((part) => {
    const match = /^((?:[^[\\]|\\.)*)((?:\[[0-9]+\])*)$/.exec(part);
    const [, key = '', indices = ''] = match ?? [];
    if (!match || (key === '' && indices === '') || key === '__proto__') {
      throw new UserError(
        'usage',
        `--set ${whole}: ${JSON.stringify(part)} is no key`,
        'keys are separated by dots, entries of lists are key[0]',
      );
    }
    const steps: Step[] = key === '' ? [] : [withoutEscapes(key)];
    for (const index of indices.matchAll(/\[([0-9]+)\]/g)) steps.push(Number(index[1]));
    return steps;
  });
}

function parseValue(text: string): string | readonly string[] {
  if (!text.startsWith('{') || !text.endsWith('}')) return withoutEscapes(text);
  const inner = text.slice(1, -1);
  return inner === '' ? [] : splitAt(inner, ',').map((item) => withoutEscapes(item.trim()));
}

/**
 * A copy of the tree with a value at a path; what is missing on the way is made.
 * @throws UserError (usage) where the path leads through something that is neither object nor list.
 */
export function assign(tree: Tree, path: readonly Step[], value: unknown, written: string): Tree {
  const changed = assignIn(tree, path, value, written);
  return isObject(changed) ? changed : tree;
}

function assignIn(node: unknown, path: readonly Step[], value: unknown, written: string): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (node !== undefined && node !== null && !Array.isArray(node))
      throw wrongStep(written, `[${step}]`, 'is not a list');
    const list: unknown[] = Array.isArray(node) ? [...node] : [];
    // An index behind the end means one more entry.
    const place = Math.min(step, list.length);
    list[place] = assignIn(list[place], rest, value, written);
    return list;
  }
  if (Array.isArray(node)) throw wrongStep(written, step, 'is a list: write the entry as key[0]');
  if (node !== undefined && node !== null && typeof node !== 'object')
    throw wrongStep(written, step, 'is a single value');
  const below = isObject(node) ? node : {};
  return { ...below, [step]: assignIn(below[step], rest, value, written) };
}

function wrongStep(written: string, step: string, what: string): UserError {
  return new UserError('usage', `--set ${written}: what is before ${step} ${what}`);
}
