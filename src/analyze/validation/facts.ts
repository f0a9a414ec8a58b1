import { isObject } from '../../model/decode.js';
import type { VirtualServiceBody } from '../../model/kinds/virtual-service.js';
import type { Resource } from '../../model/resource.js';
import { somePattern } from './patterns.js';
import { isPlainRegex } from './plain-regex.js';

/** What rules ask that a resource alone doesn't tell. */
export interface RuleFacts {
  /** Why a text is no regular expression (RE2 syntax), undefined when it is one. */
  readonly regexProblem: SyntaxCheck;
  /** Why a text is no CEL expression, undefined when it is one. */
  readonly celProblem: SyntaxCheck;
  /** Whether the annotations of a resource are judged too: the webhook does it, an analysis doesn't. */
  readonly annotations: boolean;
}

/** Says what is wrong with a text, undefined when nothing is. */
export type SyntaxCheck = (text: string) => string | undefined;

/**
 * The facts for rules over these resources. The engines of regular expressions and of CEL are loaded only when some resource has
 * an expression, or a pattern that is not well formed by its looks, because most have none.
 */
export async function loadRuleFacts(
  resources: Iterable<Resource>,
  options: { readonly annotations: boolean },
): Promise<RuleFacts> {
  const used = { regex: false, cel: false };
  for (const resource of resources) {
    used.regex ||= hasPattern(resource);
    used.cel ||= resource.kind === 'Telemetry' && someText(resource.body, '', isExpression);
  }
  const [regexProblem, celProblem] = await Promise.all([
    used.regex ? loadRegexProblem() : noProblem,
    used.cel ? loadCelProblem() : noProblem,
  ]);
  return { regexProblem, celProblem, annotations: options.annotations };
}

function hasPattern({ kind, body }: Resource): boolean {
  // The loader has decoded a resource of this kind by its decoder; that of another group has no `http`.
  if (kind === 'VirtualService') return somePattern(body as VirtualServiceBody, isToCheck);
  return kind === 'EnvoyFilter' && someText(body, '', isVersionPattern);
}

function isToCheck(pattern: string): boolean {
  return !isPlainRegex(pattern);
}

function isVersionPattern(key: string, text: string): boolean {
  return key === 'proxyVersion' && isToCheck(text);
}

function isExpression(key: string): boolean {
  return key === 'expression';
}

/** Whether some text within a value passes; `key` is the field that holds the value. */
function someText(value: unknown, key: string, test: (key: string, text: string) => boolean): boolean {
  if (typeof value === 'string') return test(key, value);
  if (Array.isArray(value)) return value.some((item) => someText(item, key, test));
  return isObject(value) && Object.keys(value).some((field) => someText(value[field], field, test));
}

const noProblem: SyntaxCheck = () => undefined;

/** https://github.com/google/re2/wiki/Syntax */
async function loadRegexProblem(): Promise<SyntaxCheck> {
  const { RE2JS } = await import('re2js');
  return remember((pattern) => problemOf(() => RE2JS.compile(pattern)));
}

/** https://github.com/google/cel-spec/blob/master/doc/langdef.md */
async function loadCelProblem(): Promise<SyntaxCheck> {
  const { parse } = await import('@marcbachmann/cel-js');
  return remember((expression) => {
    let tree: unknown;
    const problem = problemOf(() => {
      tree = parse(expression).ast;
    });
    return problem ?? hasProblem(tree);
  });
}

/**
 * `has()` is a macro, which asks for a field by its name: `has(a.b)`; what stands in brackets is no field.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros
 */
function hasProblem(node: unknown): string | undefined {
  if (Array.isArray(node)) {
    for (const part of node) {
      const problem = hasProblem(part);
      if (problem) return problem;
    }
  }
  if (!isObject(node)) return undefined;
  const { op, args } = node;
  if (op === 'call' && Array.isArray(args) && args[0] === 'has' && isOtherThanField(args[1])) {
    return 'has() takes a field, as in has(request.headers)';
  }
  return hasProblem(args);
}

function isOtherThanField(given: unknown): boolean {
  return Array.isArray(given) && given.length === 1 && isObject(given[0]) && given[0]['op'] !== '.';
}

function problemOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  }
}

/** A mesh repeats a few patterns thousands of times. */
function remember(check: SyntaxCheck): SyntaxCheck {
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (!known.has(text)) known.set(text, check(text));
    return known.get(text);
  };
}
