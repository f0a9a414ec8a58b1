import type { Token } from './lexer.js';
import type { Statement } from './nodes.js';
import { type Source, templateError } from './source.js';
import { unquote } from './unquote.js';

/** How far the parser has come, and the names it has met. */
export interface Parsing {
  readonly source: Source;
  readonly tokens: readonly Token[];
  at: number;
  variables: string[];
  /** Ranges around the statement, for break and continue. */
  ranges: number;
  depth: number;
  readonly functions: Map<string, number>;
  readonly bodies: Map<string, readonly Statement[]>;
}

/** The token ahead. */
export function peek(parsing: Parsing): Token {
  return parsing.tokens[parsing.at] ?? { kind: 'end', text: '', at: parsing.source.text.length };
}

export function next(parsing: Parsing): Token {
  const token = peek(parsing);
  parsing.at++;
  return token;
}

export function peekNonSpace(parsing: Parsing): Token {
  while (peek(parsing).kind === 'space') parsing.at++;
  return peek(parsing);
}

export function nextNonSpace(parsing: Parsing): Token {
  peekNonSpace(parsing);
  return next(parsing);
}

export const describeToken = (token: Token): string =>
  token.kind === 'end' ? 'the end of the template' : JSON.stringify(token.text);

export function refuse(parsing: Parsing, token: Token, where: string): never {
  throw templateError(parsing.source, token.at, `${describeToken(token)} can't stand ${where}`);
}

/** The text of a string literal. */
export function readString(parsing: Parsing, token: Token): string {
  if (token.kind !== 'string') refuse(parsing, token, 'where a name in quotes is expected');
  return guard(parsing, token, () => unquote(token.text));
}

/** Gives what reading a literal refuses its place. */
export function guard<T>(parsing: Parsing, token: Token, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw templateError(parsing.source, token.at, error.message);
  }
}
