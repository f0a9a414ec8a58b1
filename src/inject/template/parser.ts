import { type Token, type TokenKind, tokenize } from './lexer.js';
import type { Branch, Pipeline, Statement } from './nodes.js';
import { parsePipeline } from './pipeline.js';
import { type Source, templateError } from './source.js';
import { describeToken, next, nextNonSpace, type Parsing, peekNonSpace, readString, refuse } from './tokens.js';

/** A template that has been read: its own body and those it defines, by name. */
export interface Template {
  readonly name: string;
  readonly source: Source;
  readonly bodies: ReadonlyMap<string, readonly Statement[]>;
  /** Every function it names, with the offset of the first use: Go refuses a template that names one it doesn't have. */
  readonly functions: ReadonlyMap<string, number>;
}

/**
 * Reads a Go template. https://pkg.go.dev/text/template
 * Functions are looked up when it is rendered.
 * @throws TemplateError where Go's parser would refuse it
 */
export function parseTemplate(text: string, name: string): Template {
  const source = { name, text };
  const bodies = new Map<string, readonly Statement[]>();
  const parsing: Parsing = {
    source,
    tokens: tokenize(source),
    at: 0,
    variables: ['$'],
    ranges: 0,
    depth: 0,
    functions: new Map(),
    bodies,
  };
  const body: Statement[] = [];
  for (;;) {
    const token = next(parsing);
    if (token.kind === 'end') break;
    if (token.kind === 'text') body.push({ kind: 'text', text: token.text, at: token.at });
    else if (isKeyword(peekNonSpace(parsing), 'define')) parseDefinition(parsing);
    else {
      const statement = parseAction(parsing);
      if ('stop' in statement) refuse(parsing, statement.token, 'here');
      else body.push(statement);
    }
  }
  addBody(parsing, name, body, 0);
  return { name, source, bodies, functions: parsing.functions };
}

const isKeyword = (token: Token, word: string): boolean => token.kind === 'keyword' && token.text === word;

/** What ends a list of statements. */
interface Stop {
  readonly stop: 'end' | 'else';
  readonly token: Token;
}

const isBlank = (body: readonly Statement[]): boolean => body.every((s) => s.kind === 'text' && s.text.trim() === '');

/** A later definition may fill an empty one, nothing else. */
function addBody(parsing: Parsing, name: string, body: readonly Statement[], at: number): void {
  const existing = parsing.bodies.get(name);
  if (existing && !isBlank(existing)) {
    if (!isBlank(body)) throw templateError(parsing.source, at, `template ${JSON.stringify(name)} is defined twice`);
    return;
  }
  parsing.bodies.set(name, body);
}

function parseDefinition(parsing: Parsing): void {
  const keyword = nextNonSpace(parsing);
  const name = readString(parsing, nextNonSpace(parsing));
  expectClose(parsing, 'define');
  addBody(parsing, name, parseOwnBody(parsing, 'define'), keyword.at);
}

/** The body of `define` or `block`: no variables and no range of what surrounds it. */
function parseOwnBody(parsing: Parsing, context: string): readonly Statement[] {
  const inner: Parsing = { ...parsing, variables: ['$'], ranges: 0 };
  const { body, stop } = parseList(inner);
  if (stop.stop !== 'end') refuse(inner, stop.token, `in ${context}`);
  parsing.at = inner.at;
  return body;
}

function expectClose(parsing: Parsing, context: string): void {
  const token = nextNonSpace(parsing);
  if (token.kind !== 'close') refuse(parsing, token, `in ${context}`);
}

/** Statements up to `end` or `else`, which is consumed but for what follows `else`. */
function parseList(parsing: Parsing): { readonly body: readonly Statement[]; readonly stop: Stop } {
  const body: Statement[] = [];
  for (;;) {
    const token = nextNonSpace(parsing);
    if (token.kind === 'text') body.push({ kind: 'text', text: token.text, at: token.at });
    else if (token.kind === 'open') {
      const statement = parseAction(parsing);
      if ('stop' in statement) return { body, stop: statement };
      body.push(statement);
    } else refuse(parsing, token, 'before {{end}}');
  }
}

/** What stands between `{{` and `}}`; the opening is read. */
function parseAction(parsing: Parsing): Statement | Stop {
  const token = peekNonSpace(parsing);
  if (token.kind !== 'keyword') {
    return { kind: 'action', pipeline: parsePipeline(parsing, 'command', 'close'), at: token.at };
  }
  nextNonSpace(parsing);
  switch (token.text) {
    case 'if':
    case 'with':
    case 'range':
      return parseBranch(parsing, token.text, token.at);
    case 'end':
      expectClose(parsing, 'end');
      return { stop: 'end', token };
    case 'else':
      if (!['if', 'with'].some((word) => isKeyword(peekNonSpace(parsing), word))) expectClose(parsing, 'else');
      return { stop: 'else', token };
    case 'break':
    case 'continue':
      expectClose(parsing, token.text);
      if (parsing.ranges === 0) throw templateError(parsing.source, token.at, `${token.text} outside range`);
      return { kind: token.text, at: token.at };
    case 'template':
      return parseInvocation(parsing, token);
    case 'block':
      return parseBlock(parsing, token);
    default:
      return refuse(parsing, token, 'here');
  }
}

function parseInvocation(parsing: Parsing, keyword: Token): Statement {
  const name = readString(parsing, nextNonSpace(parsing));
  const { at } = keyword;
  if (peekNonSpace(parsing).kind === 'close') {
    nextNonSpace(parsing);
    return { kind: 'template', name, at };
  }
  return { kind: 'template', name, pipeline: parsePipeline(parsing, 'template', 'close'), at };
}

function parseBlock(parsing: Parsing, keyword: Token): Statement {
  const name = readString(parsing, nextNonSpace(parsing));
  const pipeline = parsePipeline(parsing, 'block', 'close');
  addBody(parsing, name, parseOwnBody(parsing, 'block'), keyword.at);
  return { kind: 'template', name, pipeline, at: keyword.at };
}

/** Nesting that no template of use has; it keeps the parser's own stack small. */
const MAX_DEPTH = 500;

function parseBranch(parsing: Parsing, kind: Branch['kind'], at: number): Branch {
  if (++parsing.depth > MAX_DEPTH) throw templateError(parsing.source, at, 'nested too deep');
  const known = parsing.variables.length;
  const pipeline: Pipeline = parsePipeline(parsing, kind, 'close');
  if (kind === 'range') parsing.ranges++;
  const { body, stop } = parseList(parsing);
  if (kind === 'range') parsing.ranges--;
  const otherwise = stop.stop === 'else' ? parseElse(parsing, kind) : undefined;
  parsing.variables.length = known;
  parsing.depth--;
  return { kind, pipeline, body, at, ...(otherwise ? { otherwise } : {}) };
}

function parseElse(parsing: Parsing, kind: Branch['kind']): readonly Statement[] {
  const token: Token & { readonly kind: TokenKind } = peekNonSpace(parsing);
  if (token.kind === 'keyword' && token.text === kind && kind !== 'range') {
    nextNonSpace(parsing);
    return [parseBranch(parsing, kind, token.at)];
  }
  const { body, stop } = parseList(parsing);
  if (stop.stop !== 'end') {
    throw templateError(parsing.source, stop.token.at, `{{end}} was expected, not ${describeToken(stop.token)}`);
  }
  return body;
}
