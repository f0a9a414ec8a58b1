import type { Budget } from './budget.js';
import { LimitError, TemplateError, ValueError } from './error.js';
import type { CallContext, FunctionMap } from './function.js';
import { type Source, templateError } from './source.js';
import type { Result } from './values.js';

/** What a map's missing key yields: Go's option `missingkey`. */
export type MissingKey = 'invalid' | 'zero' | 'error';

/** The state of one rendering. */
export interface Run extends CallContext {
  readonly budget: Budget;
  readonly source: Source;
  readonly missingKey: MissingKey;
  readonly bodies: ReadonlyMap<string, Body>;
  /** The variables of the template being rendered, by slot; the first is `$`. */
  variables: Result[];
  /** Templates being rendered. */
  depth: number;
  readonly out: string[];
  size: number;
}

/** How a statement ended. */
export type Signal = 'next' | 'break' | 'continue';

export type Step = (run: Run, dot: Result) => Signal;

/** A template body ready to run. */
export interface Body {
  readonly slots: number;
  readonly step: Step;
}

/** Stands for "nothing was piped in". */
export const NOTHING: unique symbol = Symbol('nothing');
export type Piped = Result | typeof NOTHING;

export type Expression = (run: Run, dot: Result) => Result;
/** A command also takes what was piped into it. */
export type CommandStep = (run: Run, dot: Result, piped: Piped) => Result;

/** What the compiler knows where it stands. */
export interface Scope {
  readonly source: Source;
  readonly functions: FunctionMap;
  /** Functions of Go itself that nothing replaces. */
  readonly builtins: ReadonlySet<string>;
  /** Slots of the variables that can be seen. */
  readonly names: Map<string, number>;
  /** Slots of the whole body. */
  readonly frame: { slots: number };
}

/** A scope within another one: what it declares is not seen outside. */
export const innerScope = (scope: Scope): Scope => ({ ...scope, names: new Map(scope.names) });

/** Gives a variable a slot of its own. */
export function declare(scope: Scope, name: string): number {
  const slot = scope.frame.slots++;
  scope.names.set(name, slot);
  return slot;
}

export function write(run: Run, text: string): void {
  run.size += text.length;
  run.budget.make(text.length, run.size);
  run.out.push(text);
}

export const fail = (run: Run, at: number, reason: string): TemplateError => templateError(run.source, at, reason);

/** The error of an evaluation with its place in the template; what isn't the template's fault passes unchanged. */
export function located(run: Run, at: number, error: unknown, what?: string): unknown {
  if (error instanceof TemplateError) return error;
  if (error instanceof ValueError) {
    return fail(run, at, what && !(error instanceof LimitError) ? `${what}: ${error.message}` : error.message);
  }
  return error instanceof RangeError ? fail(run, at, 'nested too deep, or a number too large') : error;
}
