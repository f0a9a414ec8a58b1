/** Words that name nothing in Lua. */
const KEYWORDS = new Set(
  'and break do else elseif end false for function if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/** A word, sign or value; values carry what kind they are in place of their text. */
export interface LuaToken {
  readonly kind: 'name' | 'number' | 'string' | 'word' | 'end';
  readonly text: string;
  readonly line: number;
}

export class LuaProblem extends Error {}

const SPACE = /[ \t\r\n\f\v]+/y;
const LONG = /\[(=*)\[/y;
const COMMENT = /--[^\n]*/y;
const NAME = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
const NUMBER =
  /(?:0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*(?:[pP][+-]?\d+)?|\d*\.?\d*(?:[eE][+-]?\d+)?)(?:[uU]?[lL][lL]|[iI])?/y;
const TEXT = /"(?:\\[\s\S]|[^"\\\n\r])*"|'(?:\\[\s\S]|[^'\\\n\r])*'/y;
const ESCAPE =
  /\\(?:[abfnrtv\\"'\n\r]|x[0-9a-fA-F]{2}|z\s*|u\{[0-9a-fA-F]+\}|(?:[01]?\d{1,2}|2[0-4]\d|25[0-5])(?!\d)|(?:[01]\d\d|2[0-4]\d|25[0-5]))/g;
const SIGN = /\.\.\.|\.\.|==|~=|<=|>=|::|[-+*/%^#<>=(){}[\];:,.]/y;

/**
 * Words, signs and values of a Lua text. https://www.lua.org/manual/5.1/manual.html#2.1
 * @throws LuaProblem where there is none
 */
export function luaTokens(text: string): LuaToken[] {
  return new Lexer(text).tokens();
}

class Lexer {
  private at = 0;
  private line = 1;
  private readonly out: LuaToken[] = [];
  constructor(private readonly text: string) {}

  tokens(): LuaToken[] {
    if (this.text.startsWith('#')) this.take(/#[^\n]*/y);
    while (this.at < this.text.length) this.next();
    this.out.push({ kind: 'end', text: 'the end', line: this.line });
    return this.out;
  }

  private next(): void {
    const line = this.line;
    const push = (kind: LuaToken['kind'], text: string) => this.out.push({ kind, text, line });
    if (this.take(SPACE) !== undefined) return;
    if (this.text.startsWith('--', this.at)) {
      this.at += 2;
      if (this.long()) return;
      this.at -= 2;
      this.take(COMMENT);
      return;
    }
    if (this.long()) {
      push('string', 'a text');
      return;
    }
    const name = this.take(NAME);
    if (name !== undefined) push(KEYWORDS.has(name) ? 'word' : 'name', name);
    else if (/^\.?\d/.test(this.text.slice(this.at, this.at + 2))) push('number', this.number());
    else if (/["']/.test(this.text[this.at] ?? '')) {
      const text = this.take(TEXT) ?? this.refuse('unfinished text');
      if (text.replace(ESCAPE, '').includes('\\')) this.refuse('bad escape');
      push('string', 'a text');
    } else push('word', this.take(SIGN) ?? this.refuse(`unexpected ${this.text[this.at]}`));
  }

  private number(): string {
    const text = this.take(NUMBER) ?? '';
    if (/^[\w.]/.test(this.text.slice(this.at, this.at + 1)) || /^0[xX]$/.test(text)) this.refuse('malformed number');
    return text;
  }

  /** Takes a text or comment in long brackets. */
  private long(): boolean {
    LONG.lastIndex = this.at;
    const match = LONG.exec(this.text);
    if (!match) return false;
    const end = this.text.indexOf(`]${match[1]}]`, LONG.lastIndex);
    if (end < 0) this.refuse('unfinished long text');
    this.move(end + (match[1]?.length ?? 0) + 2);
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [text] = pattern.exec(this.text) ?? [];
    if (text !== undefined) this.move(this.at + text.length);
    return text;
  }

  private move(to: number): void {
    for (let i = this.text.indexOf('\n', this.at); i >= 0 && i < to; i = this.text.indexOf('\n', i + 1)) this.line++;
    this.at = to;
  }

  private refuse(reason: string): never {
    throw new LuaProblem(`line ${this.line}: ${reason}`);
  }
}
