import type { TokenKind } from './lexer.js';
import type { Command, Operand, Pipeline } from './nodes.js';
import { parseNumberLiteral } from './scan.js';
import { templateError } from './source.js';
import { guard, next, nextNonSpace, type Parsing, peek, peekNonSpace, readString, refuse } from './tokens.js';

const OPERANDS = new Set<TokenKind>([
  'bool',
  'character',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'string',
  'variable',
  'leftParen',
]);

/** What can't be called, so can't stand after a `|`. */
const PASSIVE = new Set<Operand['kind']>(['bool', 'dot', 'nil', 'number', 'string']);

/**
 * A pipeline up to and with the token that ends it.
 * https://pkg.go.dev/text/template#hdr-Pipelines
 */
export function parsePipeline(parsing: Parsing, context: string, end: 'close' | 'rightParen'): Pipeline {
  const { at } = peekNonSpace(parsing);
  const { declares, assigns } = parseDeclarations(parsing, context);
  const commands: Command[] = [];
  for (;;) {
    const token = peekNonSpace(parsing);
    if (token.kind === end) break;
    if (!OPERANDS.has(token.kind)) refuse(parsing, token, `in ${context}`);
    commands.push(parseCommand(parsing));
  }
  next(parsing);
  if (commands.length === 0) throw templateError(parsing.source, at, `${context} has no value`);
  const passive = commands.slice(1).find((command) => PASSIVE.has(command.first.kind));
  if (passive) throw templateError(parsing.source, passive.at, "what follows a | can't be called");
  return { at, declares, assigns, commands };
}

function parseDeclarations(parsing: Parsing, context: string) {
  const declares: string[] = [];
  let assigns = false;
  for (;;) {
    const start = parsing.at;
    const token = peekNonSpace(parsing);
    if (token.kind !== 'variable') break;
    next(parsing);
    const after = peekNonSpace(parsing);
    if (after.kind === 'assign' || after.kind === 'declare') {
      assigns = after.kind === 'assign';
      declares.push(token.text);
      parsing.variables.push(token.text);
      next(parsing);
      break;
    }
    if (after.kind !== 'comma') {
      parsing.at = start;
      break;
    }
    next(parsing);
    declares.push(token.text);
    parsing.variables.push(token.text);
    if (context !== 'range' || declares.length > 1) {
      throw templateError(parsing.source, token.at, `too many variables are declared in ${context}`);
    }
    if (!['variable', 'close', 'rightParen'].includes(peekNonSpace(parsing).kind)) {
      throw templateError(parsing.source, token.at, 'range declares variables only');
    }
  }
  return { declares, assigns };
}

function parseCommand(parsing: Parsing): Command {
  const operands: Operand[] = [];
  const { at } = peekNonSpace(parsing);
  for (;;) {
    peekNonSpace(parsing);
    const operand = parseOperand(parsing);
    if (operand) operands.push(operand);
    const token = next(parsing);
    if (token.kind === 'space') continue;
    if (token.kind === 'close' || token.kind === 'rightParen') parsing.at--;
    else if (token.kind !== 'pipe') refuse(parsing, token, 'after an operand');
    break;
  }
  const [first, ...args] = operands;
  if (!first) throw templateError(parsing.source, at, 'a command is empty');
  return { at, first, args };
}

/** A term with the fields that follow it at once. */
function parseOperand(parsing: Parsing): Operand | undefined {
  const term = parseTerm(parsing);
  if (!term) return undefined;
  const path: string[] = [];
  while (peek(parsing).kind === 'field') path.push(next(parsing).text.slice(1));
  if (path.length === 0) return term;
  switch (term.kind) {
    case 'field':
      return { ...term, path: [...term.path, ...path] };
    case 'variable':
      return { ...term, path };
    case 'function':
    case 'pipeline':
    case 'chain':
      return { kind: 'chain', base: term, path, at: term.at };
    default:
      throw templateError(parsing.source, term.at, 'a literal has no fields');
  }
}

function parseTerm(parsing: Parsing): Operand | undefined {
  const token = nextNonSpace(parsing);
  const { at, text } = token;
  switch (token.kind) {
    case 'identifier':
      if (!parsing.functions.has(text)) parsing.functions.set(text, at);
      return { kind: 'function', name: text, at };
    case 'dot':
    case 'nil':
      return { kind: token.kind, at };
    case 'variable':
      if (!parsing.variables.includes(text)) throw templateError(parsing.source, at, `${text} is not declared`);
      return { kind: 'variable', name: text, path: [], at };
    case 'field':
      return { kind: 'field', path: [text.slice(1)], at };
    case 'bool':
      return { kind: 'bool', value: text === 'true', at };
    case 'string':
      return { kind: 'string', value: readString(parsing, token), at };
    case 'character':
    case 'number':
      return { kind: 'number', value: guard(parsing, token, () => parseNumberLiteral(text)), at };
    case 'leftParen':
      return parseParentheses(parsing, at);
    default:
      parsing.at--;
      return undefined;
  }
}

function parseParentheses(parsing: Parsing, at: number): Operand {
  if (++parsing.depth > 500) throw templateError(parsing.source, at, 'nested too deep');
  const pipeline = parsePipeline(parsing, 'parentheses', 'rightParen');
  parsing.depth--;
  return { kind: 'pipeline', pipeline, at };
}
