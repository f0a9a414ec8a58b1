import { TokenCursor } from './lua-cursor.js';
import { LuaProblem, luaTokens } from './lua-tokens.js';

/*
 * Whether LuaJIT takes a script: its syntax alone, nothing is run. https://www.lua.org/manual/5.1/manual.html#8
 */

const BINARY = new Set('+ - * / % ^ .. == ~= < <= > >= and or'.split(' '));
const UNARY = new Set(['not', '-', '#']);

const known = new Map<string, string | undefined>();

/** What is wrong with a Lua script, if it can't be loaded. */
export function luaProblem(text: string): string | undefined {
  if (known.has(text)) return known.get(text);
  let problem: string | undefined;
  try {
    new ScriptReader(luaTokens(text)).read();
  } catch (error) {
    if (!(error instanceof LuaProblem)) throw error;
    problem = error.message;
  }
  if (known.size < 1000) known.set(text, problem);
  return problem;
}

/** What an expression can stand for in a statement. */
type Role = 'call' | 'place' | 'value';

class ScriptReader extends TokenCursor {
  /** Whether the function around takes any number of arguments. */
  private takesMore = true;
  /** How many loops of the function are around. */
  private loops = 0;
  read(): void {
    this.block();
    if (this.next.kind !== 'end') this.refuse(`unexpected ${this.next.text}`);
  }

  private block(): void {
    while (!this.atBlockEnd) {
      if (this.takes('return')) {
        if (!this.atBlockEnd && !this.sees(';')) this.expressions();
        this.takes(';');
        if (!this.atBlockEnd) this.refuse('return is the last statement of a block');
        return;
      }
      this.statement();
      this.takes(';');
    }
  }

  private blockUntil(end: string): void {
    this.block();
    this.expect(end);
  }

  private statement(): void {
    if (this.takes('if')) this.branches();
    else if (this.takes('while')) {
      this.expression();
      this.expect('do');
      this.loop('end');
    } else if (this.takes('do')) this.blockUntil('end');
    else if (this.takes('for')) this.counting();
    else if (this.takes('repeat')) {
      this.loop('until');
      this.expression();
    } else if (this.takes('function')) {
      this.name();
      while (this.takes('.')) this.name();
      if (this.takes(':')) this.name();
      this.body();
    } else if (this.takes('local')) this.local();
    else if (this.takes('::')) {
      this.name();
      this.expect('::');
    } else if (this.takes('break')) {
      if (this.loops === 0) this.refuse('break is for loops');
    } else if (!this.takes(';') && !this.jump()) this.callOrAssignment();
  }

  /** `goto` is a name everywhere else. */
  private jump(): boolean {
    const [word, label] = [this.next, this.tokens[this.at + 1]];
    if (word.kind !== 'name' || word.text !== 'goto' || label?.kind !== 'name') return false;
    this.at += 2;
    return true;
  }

  private branches(): void {
    do {
      this.expression();
      this.expect('then');
      this.block();
    } while (this.takes('elseif'));
    if (this.takes('else')) this.block();
    this.expect('end');
  }

  private counting(): void {
    this.name();
    if (this.takes('=')) {
      this.expression();
      this.expect(',');
      this.expression();
      if (this.takes(',')) this.expression();
    } else {
      while (this.takes(',')) this.name();
      this.expect('in');
      this.expressions();
    }
    this.expect('do');
    this.loop('end');
  }

  private loop(end: string): void {
    this.loops++;
    this.blockUntil(end);
    this.loops--;
  }

  private local(): void {
    if (this.takes('function')) {
      this.name();
      this.body();
      return;
    }
    do this.name();
    while (this.takes(','));
    if (this.takes('=')) this.expressions();
  }

  private callOrAssignment(): void {
    let role = this.suffixed();
    if (role === 'call' && !this.sees('=') && !this.sees(',')) return;
    while (role === 'place' && this.takes(',')) role = this.suffixed();
    if (role !== 'place') this.refuse(`unexpected ${this.next.text}`);
    this.expect('=');
    this.expressions();
  }

  private expressions(): void {
    do this.expression();
    while (this.takes(','));
  }

  private expression(): void {
    while (this.next.kind === 'word' && UNARY.has(this.next.text)) this.at++;
    this.simple();
    if (this.next.kind === 'word' && BINARY.has(this.next.text)) {
      this.at++;
      this.expression();
    }
  }

  private simple(): void {
    const { kind, text } = this.next;
    if (kind === 'number' || kind === 'string' || (kind === 'word' && ['nil', 'true', 'false'].includes(text)))
      this.at++;
    else if (this.takes('...')) {
      if (!this.takesMore) this.refuse('... is for functions that take it');
    } else if (this.sees('{')) this.table();
    else if (this.takes('function')) this.body();
    else this.suffixed();
  }

  /** A name or an expression in parentheses, with fields, indices and calls behind it. */
  private suffixed(): Role {
    let role: Role = 'place';
    if (this.takes('(')) {
      this.expression();
      this.expect(')');
      role = 'value';
    } else this.name();
    for (;;) {
      if (this.takes('.')) {
        this.name();
        role = 'place';
      } else if (this.takes('[')) {
        this.expression();
        this.expect(']');
        role = 'place';
      } else if (this.takes(':')) {
        this.name();
        if (!this.call()) this.refuse(`arguments are missing before ${this.next.text}`);
        role = 'call';
      } else if (this.call()) role = 'call';
      else return role;
    }
  }

  private call(): boolean {
    if (this.next.kind === 'string') this.at++;
    else if (this.sees('{')) this.table();
    else if (this.takes('(')) {
      if (!this.takes(')')) {
        this.expressions();
        this.expect(')');
      }
    } else return false;
    return true;
  }

  private table(): void {
    this.expect('{');
    while (!this.takes('}')) {
      const [first, second] = [this.next, this.tokens[this.at + 1]];
      if (this.takes('[')) {
        this.expression();
        this.expect(']');
        this.expect('=');
      } else if (first.kind === 'name' && second?.kind === 'word' && second.text === '=') this.at += 2;
      this.expression();
      if (!this.takes(',') && !this.takes(';') && !this.sees('}')) this.refuse(`} is missing before ${this.next.text}`);
    }
  }

  private body(): void {
    const outer = [this.takesMore, this.loops] as const;
    this.takesMore = false;
    this.loops = 0;
    this.expect('(');
    if (!this.takes(')')) {
      do {
        if (this.takes('...')) {
          this.takesMore = true;
          break;
        }
        this.name();
      } while (this.takes(','));
      this.expect(')');
    }
    this.blockUntil('end');
    [this.takesMore, this.loops] = outer;
  }
}
