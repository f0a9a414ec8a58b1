import { fn, type TemplateFunction, text } from '../function.js';
import { lower, SPACES } from './strings.js';

/** The parts that a name falls into: what stands between its words, words, numbers. */
type Part = 'connector' | 'punctuation' | 'upper' | 'letters' | 'number' | 'other';

interface Word {
  readonly part: Part;
  readonly text: string;
}

/** Letters that have a case; of the scripts of East Asia they don't. */
const LETTER = '(?:(?![\\u3034-\\u30ff\\u3300-\\u9fff\\uac00-\\ud7ff\\uf900-\\ufaff])\\p{L})';
const LOWER = `(?:(?!\\p{Lu})${LETTER})`;
const RULES: readonly (readonly [Part, RegExp])[] = [
  ['connector', new RegExp(`[-_${SPACES}]+`, 'uy')],
  ['punctuation', /\p{P}+/uy],
  ['upper', new RegExp(`\\p{Lu}+(?=\\p{Lu}${LOWER})|\\p{Lu}${LOWER}+|\\p{Lu}+`, 'uy')],
  ['letters', new RegExp(`${LOWER}+`, 'uy')],
  ['number', /\p{N}+/uy],
  ['other', new RegExp(`(?:(?![-_${SPACES}]|\\p{P}|\\p{N}|${LETTER})[\\s\\S])+`, 'uy')],
];

function splitWords(value: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < value.length; ) {
    const word = wordAt(value, at);
    words.push(word);
    at += word.text.length;
  }
  return words;
}

function wordAt(value: string, at: number): Word {
  for (const [part, rule] of RULES) {
    rule.lastIndex = at;
    const found = rule.exec(value)?.[0];
    if (found) return { part, text: found };
  }
  return { part: 'other', text: value.slice(at, at + 1) };
}

function written({ part, text: word }: Word, connector: string): string {
  if (part === 'connector') return connector.repeat([...word].length);
  return part === 'upper' ? lower(word) : word;
}

/** Where two words meet without anything between them, a connector is put, but numbers keep to what they belong to. */
function joinWords(value: string, connector: string): string {
  const words = splitWords(value);
  let out = '';
  let at = 0;
  const part = (): Part | undefined => words[at]?.part;
  const take = (): void => {
    const word = words[at++];
    if (word) out += written(word, connector);
  };
  const takeNumbersAndLetters = (): void => {
    while (part() === 'letters' || part() === 'number') take();
  };
  const separate = (): void => {
    const next = part();
    if (next !== undefined && next !== 'connector' && next !== 'punctuation') out += connector;
  };
  while (at < words.length) {
    const before = part();
    take();
    if (at >= words.length) break;
    if (before === 'number') {
      takeNumbersAndLetters();
      separate();
    } else if (before !== 'connector' && before !== 'punctuation') {
      if (part() !== 'number') separate();
      else if (at + 1 < words.length) {
        if (words[at + 1]?.part === 'letters') {
          out += connector;
          take();
          takeNumbersAndLetters();
        } else take();
        separate();
      }
    }
  }
  return out;
}

/** sprig's `snakecase` and `kebabcase`. https://masterminds.github.io/sprig/strings.html */
export const CASE_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  snakecase: fn([text], ([s]) => joinWords(s, '_')),
  kebabcase: fn([text], ([s]) => joinWords(s, '-')),
};
