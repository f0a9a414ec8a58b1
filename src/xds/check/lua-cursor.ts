import { LuaProblem, type LuaToken } from './lua-tokens.js';

const BLOCK_ENDS = new Set(['end', 'else', 'elseif', 'until']);

/** A place among the words of a Lua script, and what may be asked of it. */
export class TokenCursor {
  protected at = 0;
  constructor(protected readonly tokens: readonly LuaToken[]) {}

  protected get next(): LuaToken {
    return this.tokens[this.at] ?? { kind: 'end', text: 'the end', line: 0 };
  }

  protected refuse(reason: string): never {
    throw new LuaProblem(`line ${this.next.line}: ${reason}`);
  }

  protected sees(text: string): boolean {
    return this.next.kind === 'word' && this.next.text === text;
  }

  protected takes(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): void {
    if (!this.takes(text)) this.refuse(`${text} is missing before ${this.next.text}`);
  }

  protected name(): void {
    if (this.next.kind !== 'name') this.refuse(`a name is missing before ${this.next.text}`);
    this.at++;
  }

  protected get atBlockEnd(): boolean {
    return this.next.kind === 'end' || (this.next.kind === 'word' && BLOCK_ENDS.has(this.next.text));
  }
}
