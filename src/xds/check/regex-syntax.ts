/*
 * Whether RE2 takes a regular expression. Only the syntax is looked at, so that no engine has to be loaded.
 * https://github.com/google/re2/wiki/Syntax
 */

const MOST_REPEATS = 1000;
const POSIX_CLASS = /^\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;
const FLAGS = /^\(\?([imsU]*(?:-[imsU]+)?)([:)])/;
const NAMED = /^\(\?P?<([^>]*)>/;
const REPEAT = /^\{(\d+)(?:(,)(\d*))?\}/;

class SyntaxProblem extends Error {}

function refuse(reason: string): never {
  throw new SyntaxProblem(reason);
}

const known = new Map<string, string | undefined>();

/** What is wrong with a regular expression, if RE2 doesn't take it. */
export function regexProblem(pattern: string): string | undefined {
  if (known.has(pattern)) return known.get(pattern);
  let problem: string | undefined;
  try {
    new RegexReader(pattern).read();
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    problem = error.message;
  }
  if (known.size < 10_000) known.set(pattern, problem);
  return problem;
}

/** Goes through an expression from left to right. */
class RegexReader {
  private at = 0;
  constructor(private readonly text: string) {}

  read(): void {
    this.alternatives(0);
    if (this.at < this.text.length) refuse(`unexpected ) at ${this.at}`);
  }

  private get rest(): string {
    return this.text.slice(this.at);
  }

  /** @returns how often the most repeated part is written out */
  private alternatives(depth: number): number {
    if (depth > 1000) refuse('nested too deeply');
    let repeats = 1;
    /** Size of what a repetition would repeat; undefined where there is nothing. */
    let last: number | undefined;
    let repeated = false;
    while (this.at < this.text.length) {
      const c = this.text[this.at] ?? '';
      if (c === ')') return repeats;
      const times = this.repetition(c);
      if (times !== undefined) {
        if (last === undefined) refuse(`nothing to repeat at ${this.at}`);
        if (repeated) refuse(`bad repetition at ${this.at}`);
        if (times * last > MOST_REPEATS && times > 1) refuse('too many repetitions');
        repeats = Math.max(repeats, times * last);
        repeated = true;
        continue;
      }
      repeated = false;
      if (c === '|') {
        this.at++;
        last = undefined;
      } else last = this.part(c, depth) ?? last;
      repeats = Math.max(repeats, last ?? 1);
    }
    return repeats;
  }

  /** Takes a repetition with its laziness; how often it repeats at most (1 without a limit), undefined where there is none. */
  private repetition(c: string): number | undefined {
    let times = 1;
    if (c === '{') {
      const [whole, least = '', comma, most = ''] = REPEAT.exec(this.rest) ?? [];
      if (whole === undefined) return undefined; // a brace like any character
      times = Math.max(Number(least), Number(most || 0));
      if (times > MOST_REPEATS || (comma && most !== '' && Number(most) < Number(least)))
        refuse(`bad repetition ${whole}`);
      this.at += whole.length;
    } else if ('*+?'.includes(c)) this.at++;
    else return undefined;
    if (this.text[this.at] === '?') this.at++;
    return times;
  }

  /** Takes a group, class, escape or character: the repeats within, or undefined for what can't be repeated itself. */
  private part(c: string, depth: number): number | undefined {
    if (c === '(') return this.group(depth);
    if (c === '[') this.characterClass();
    else if (c === '\\') this.escape();
    else this.at += c >= '\ud800' && c <= '\udbff' ? 2 : 1;
    return 1;
  }

  private group(depth: number): number | undefined {
    const rest = this.rest;
    if (rest.startsWith('(?')) {
      const named = NAMED.exec(rest);
      const flags = FLAGS.exec(rest);
      // A name that is given twice is fine: Envoy asks for no groups.
      if (named && !/^[\p{L}\p{M}\p{N}_]+$/u.test(named[1] ?? '')) refuse(`bad group name ${named[1]}`);
      if (!named && !flags) refuse(`unknown group ${rest.slice(0, 4)}`);
      this.at += (named ?? flags)?.[0].length ?? 0;
      if (flags?.[2] === ')') return undefined;
    } else this.at++;
    const repeats = this.alternatives(depth + 1);
    if (this.text[this.at] !== ')') refuse('missing )');
    this.at++;
    return repeats;
  }

  private characterClass(): void {
    this.at += this.text.startsWith('[^', this.at) ? 2 : 1;
    for (let isFirst = true; isFirst || this.text[this.at] !== ']'; isFirst = false) {
      if (this.at >= this.text.length) refuse('missing ]');
      if (this.text.startsWith('[:', this.at) && this.rest.includes(':]')) {
        const [whole] = POSIX_CLASS.exec(this.rest) ?? refuse('unknown character class');
        this.at += whole.length;
        continue;
      }
      const low = this.classMember();
      if (low === undefined) continue; // a class of its own
      if (this.text[this.at] !== '-' || this.text[this.at + 1] === ']' || this.at + 1 >= this.text.length) continue;
      this.at++;
      const high = this.classMember();
      if (high === undefined || high < low) refuse('bad character range');
    }
    this.at++;
  }

  /** Takes a character of a class; undefined for escapes that stand for several. */
  private classMember(): number | undefined {
    if (this.text[this.at] === '\\') return this.escape(true);
    const code = this.text.codePointAt(this.at) ?? 0;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  /** @returns the code of the character, if it stands for one */
  private escape(inClass = false): number | undefined {
    const rest = this.rest;
    if (rest.length === 1) refuse('trailing \\');
    const take = (match: RegExpExecArray | null): string | undefined => {
      if (match) this.at += match[0].length;
      return match?.[1];
    };
    if (take(/^\\([dDsSwW])/.exec(rest)) !== undefined) return undefined;
    if (!inClass && take(/^\\([bBAzC])/.exec(rest)) !== undefined) return undefined;
    if (!inClass && take(/^\\Q(.*?)(?:\\E|$)/s.exec(rest)) !== undefined) return undefined;
    const property = take(/^\\[pP](\{\^?[^}]*\}|[^{])/.exec(rest));
    if (property !== undefined) {
      if (!isProperty(property.replace(/^\{\^?|\}$/g, ''))) refuse(`unknown character property ${property}`);
      return undefined;
    }
    const octal = take(/^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest));
    if (octal !== undefined) return Number.parseInt(octal, 8);
    const hex = take(/^\\x([0-9a-fA-F]{2}|\{[0-9a-fA-F]+\})/.exec(rest));
    if (hex !== undefined) {
      const code = Number.parseInt(hex.replace('{', ''), 16);
      return code > 0x10ffff ? refuse('bad escape') : code;
    }
    const control = take(/^\\([aftnrv])/.exec(rest));
    if (control !== undefined) return { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 }[control];
    // Any other ASCII character that is neither letter nor digit stands for itself.
    const punctuation = take(/^\\([\0-/:-@[-`{-\x7f])/.exec(rest));
    return punctuation?.codePointAt(0) ?? refuse(`bad escape ${rest.slice(0, 2)}`);
  }
}

/** A general category by its short name, or a script by its long one. */
function isProperty(name: string): boolean {
  if (name === 'Any') return true;
  if (!/^\w+$/.test(name)) return false;
  try {
    new RegExp(`\\p{${name.length <= 2 ? 'gc' : 'sc'}=${name}}`, 'u');
    return true;
  } catch {
    return false;
  }
}
