import { regexProblem } from './regex-syntax.js';

/*
 * Whether Envoy takes an expression of the Common Expression Language: its syntax, and the functions that Envoy knows. It has no
 * macros that go through lists. https://github.com/cel-expr/cel-spec/blob/master/doc/langdef.md
 */

const TOKENS = new RegExp(
  [
    /\s+|\/\/[^\n]*/,
    // raw texts, and those with escapes
    /((?:[bB]?[rR]|[rR][bB])(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*'))/,
    /([bB]?(?:"""(?:\\[\s\S]|(?!""")[^\\])*"""|'''(?:\\[\s\S]|(?!''')[^\\])*'''))/,
    /([bB]?(?:"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*'))/,
    /(\d*\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|0x[0-9a-fA-F]+u?|\d+[uU]?)/,
    /([A-Za-z_]\w*)/,
    /(&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]{}])/,
  ]
    .map((part) => part.source)
    .join('|'),
  'y',
);
const ESCAPES = /\\(?:[abfnrtv\\?"'`]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})/g;

/** What can't name anything but a field. */
const RESERVED = new Set(
  'as break const continue else for function if import in let loop package namespace return var void while'.split(' '),
);
const MACROS = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter']);

/** Functions by how many values they work on, the one before the dot included. */
const FUNCTIONS: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...'size int uint double bytes bool duration timestamp dyn type'.split(' ').map((name) => [name, [1]] as const),
  ...'startsWith endsWith contains matches'.split(' ').map((name) => [name, [2]] as const),
  ...(
    'getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds ' +
    'getMilliseconds'
  )
    .split(' ')
    .map((name) => [name, [1, 2]] as const),
]);
/** Functions behind a name, which is no value. */
const PACKAGES: ReadonlyMap<string, number> = new Map([
  ['re.extract', 3],
  ['re.capture', 2],
  ['re.captureN', 2],
]);
/** Binary operators from the loosest to the tightest. */
const LEVELS = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];

class SyntaxProblem extends Error {}

function refuse(reason: string): never {
  throw new SyntaxProblem(reason);
}

const known = new Map<string, string | undefined>();

/** What is wrong with an expression, if Envoy doesn't take it. */
export function celProblem(text: string): string | undefined {
  if (known.has(text)) return known.get(text);
  let problem: string | undefined;
  try {
    new ExpressionReader(tokensOf(text)).read();
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    problem = error.message;
  }
  if (known.size < 10_000) known.set(text, problem);
  return problem;
}

interface Token {
  readonly kind: 'literal' | 'name' | 'sign' | 'end';
  readonly text: string;
}

function tokensOf(text: string): Token[] {
  const out: Token[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.length) {
    const at = TOKENS.lastIndex;
    const match = TOKENS.exec(text) ?? refuse(`unexpected ${text[at]} at ${at}`);
    const [whole, raw, long, short, digits, name, sign] = match;
    const quoted = long ?? short;
    if (quoted !== undefined) checkEscapes(quoted);
    if ((raw ?? quoted ?? digits) !== undefined) out.push({ kind: 'literal', text: whole });
    else if (name !== undefined) out.push({ kind: 'name', text: name });
    else if (sign !== undefined) out.push({ kind: 'sign', text: sign });
  }
  out.push({ kind: 'end', text: 'the end' });
  return out;
}

function checkEscapes(text: string): void {
  if (text.replace(ESCAPES, '').includes('\\')) refuse(`bad escape in ${text}`);
}

/** What an expression is, as far as its neighbours need to know: a path of names, a field of something, or anything else. */
interface Part {
  readonly path?: string;
  readonly isField?: boolean;
  /** A text, as it is written. */
  readonly literal?: string;
}

class ExpressionReader {
  private at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  read(): void {
    this.expression();
    if (this.next.kind !== 'end') refuse(`unexpected ${this.next.text}`);
  }

  private get next(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: 'the end' };
  }

  private takes(...texts: readonly string[]): boolean {
    const { kind, text } = this.next;
    if (kind === 'literal' || !texts.includes(text)) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) refuse(`${text} is missing before ${this.next.text}`);
  }

  private expression(): Part {
    const part = this.level(0);
    if (!this.takes('?')) return part;
    this.level(0);
    this.expect(':');
    this.expression();
    return {};
  }

  private level(index: number): Part {
    const signs = LEVELS[index];
    if (!signs) return this.unary();
    let part = this.level(index + 1);
    while (this.takes(...signs)) {
      this.level(index + 1);
      part = {};
    }
    return part;
  }

  private unary(): Part {
    const sign = this.next.text;
    if (!this.takes('!', '-')) return this.member();
    while (this.takes(sign));
    this.member();
    return {};
  }

  private member(): Part {
    let part = this.primary();
    for (;;) {
      if (this.takes('.')) {
        const { kind, text } = this.next;
        if (kind !== 'name' || text === 'in') refuse(`unexpected ${text}`);
        this.at++;
        if (this.takes('(')) part = this.call(text, part);
        else part = { isField: true, ...(part.path !== undefined ? { path: `${part.path}.${text}` } : {}) };
      } else if (this.takes('[')) {
        this.expression();
        this.expect(']');
        part = {};
      } else if (part.path !== undefined && this.takes('{')) {
        refuse(`unknown message ${part.path}`);
      } else return part;
    }
  }

  private primary(): Part {
    const { kind, text } = this.next;
    if (kind === 'end') refuse('it ends too early');
    if (this.takes('(')) {
      const part = this.expression();
      this.expect(')');
      return part.isField ? { isField: true } : {};
    }
    if (this.takes('[')) return this.items(']');
    if (this.takes('{')) return this.items('}');
    this.takes('.');
    const { kind: kindNow, text: name } = this.next;
    this.at++;
    if (kind === 'literal') return { literal: text };
    if (kindNow !== 'name' || RESERVED.has(name)) refuse(`unexpected ${text}`);
    if (['true', 'false', 'null'].includes(name)) return {};
    return this.takes('(') ? this.call(name, undefined) : { path: name };
  }

  /** Items of a list, or of a map with its keys; a comma may stand behind the last. */
  private items(end: string): Part {
    while (!this.takes(end)) {
      this.expression();
      if (end === '}') {
        this.expect(':');
        this.expression();
      }
      if (!this.takes(',') && this.next.text !== end) refuse(`unexpected ${this.next.text}`);
    }
    return {};
  }

  private call(name: string, target: Part | undefined): Part {
    const values: Part[] = [];
    if (!this.takes(')')) {
      do values.push(this.expression());
      while (this.takes(','));
      this.expect(')');
    }
    if (name === 'has' && !target)
      return values.length === 1 && values[0]?.isField ? {} : refuse('has() is for fields');
    if (target && MACROS.has(name) && values.length > 1) refuse(`Envoy has no ${name}()`);
    const inPackage = PACKAGES.get(`${target?.path}.${name}`) === values.length;
    if (!inPackage && !FUNCTIONS.get(name)?.includes(values.length + (target ? 1 : 0))) {
      refuse(`there is no function ${name}() of so many values`);
    }
    if (name === 'matches') checkPattern(values.at(-1)?.literal);
    return {};
  }
}

/** A regular expression that is written down is compiled at once. */
function checkPattern(literal: string | undefined): void {
  const [, quote, text = ''] = /^[bB]?(?:[rR])?("|')(.*)\1$/s.exec(literal ?? '') ?? [];
  const problem = quote === undefined ? undefined : regexProblem(text.replaceAll('\\\\', '\\'));
  if (problem !== undefined) refuse(problem);
}
