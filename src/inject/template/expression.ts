import { plainNumber } from './arguments.js';
import { compileCall } from './calls.js';
import { checkNoArguments, followPath } from './fields.js';
import type { Command, Operand, Pipeline } from './nodes.js';
import {
  type CommandStep,
  declare,
  type Expression,
  fail,
  located,
  NOTHING,
  type Piped,
  type Run,
  type Scope,
} from './run.js';
import type { Result } from './values.js';

/** An operand on its own, as an argument or before a field. */
export function compileOperand(scope: Scope, operand: Operand): Expression {
  const command = compileCommand(scope, { first: operand, args: [], at: operand.at });
  return (run, dot) => command(run, dot, NOTHING);
}

/** A whole pipeline with its declarations; a nil interface that comes out of it is no value any more. */
export function compilePipeline(
  scope: Scope,
  pipeline: Pipeline,
): { readonly value: Expression; readonly slots: number[] } {
  const commands = pipeline.commands.map((command) => compileCommand(scope, command));
  const slots = pipeline.declares.map((name) => compileTarget(scope, pipeline, name));
  const [only, ...more] = commands;
  const evaluate: Expression = (run, dot) => {
    run.budget.spend(1);
    let value = only?.(run, dot, NOTHING) ?? undefined;
    for (const command of more) value = command(run, dot, value) ?? undefined;
    return value;
  };
  if (slots.length === 0) return { value: evaluate, slots };
  const value: Expression = (run, dot) => {
    const result = evaluate(run, dot);
    for (const slot of slots) {
      if (slot < 0) throw fail(run, pipeline.at, 'a variable is assigned that is not declared');
      run.variables[slot] = result;
    }
    return result;
  };
  return { value, slots };
}

/** The slot that `:=` or `=` writes to, -1 for one that isn't there. */
function compileTarget(scope: Scope, pipeline: Pipeline, name: string): number {
  return pipeline.assigns ? (scope.names.get(name) ?? -1) : declare(scope, name);
}

function compileCommand(scope: Scope, { first, args, at }: Command): CommandStep {
  switch (first.kind) {
    case 'function':
      return compileCall(scope, first.name, args, first.at);
    case 'field':
      return compilePath((_, dot) => dot, first.path, args, first.at);
    case 'variable':
      return compileVariable(scope, first.name, first.path, args, first.at);
    case 'chain': {
      if (first.base.kind === 'nil') return failing(at, 'nil has no fields');
      return compilePath(compileOperand(scope, first.base), first.path, args, first.at);
    }
    case 'pipeline': {
      const { value } = compilePipeline(scope, first.pipeline);
      return compilePassive(value, args, at);
    }
    case 'nil':
      return failing(at, 'nil is no command');
    case 'dot':
      return compilePassive((_, dot) => dot, args, at);
    case 'number':
      return compilePassive(compileNumber(first), args, at);
    default: {
      const { value } = first;
      return compilePassive(() => value, args, at);
    }
  }
}

function failing(at: number, reason: string): CommandStep {
  return (run) => {
    throw fail(run, at, reason);
  };
}

function compileNumber(operand: Extract<Operand, { kind: 'number' }>): Expression {
  try {
    const value = plainNumber(operand.value);
    return () => value;
  } catch (error) {
    return (run) => {
      throw located(run, operand.at, error);
    };
  }
}

/** What can't be called takes no arguments. */
function compilePassive(value: Expression, args: readonly Operand[], at: number): CommandStep {
  return (run, dot, piped) => {
    if (args.length > 0 || piped !== NOTHING) throw fail(run, at, 'arguments are given to what is no function');
    return value(run, dot);
  };
}

function compilePath(base: Expression, path: readonly string[], args: readonly Operand[], at: number): CommandStep {
  const name = path.at(-1) ?? '';
  const parents = path.slice(0, -1);
  return (run: Run, dot: Result, piped: Piped) => {
    const value = base(run, dot);
    if (args.length === 0 && piped === NOTHING) return followPath(run, value, path, at);
    const receiver = followPath(run, value, parents, at);
    if (receiver === undefined && run.missingKey !== 'error') return undefined;
    checkNoArguments(run, args.length, piped, name, at);
    return undefined;
  };
}

function compileVariable(
  scope: Scope,
  name: string,
  path: readonly string[],
  args: readonly Operand[],
  at: number,
): CommandStep {
  const slot = scope.names.get(name);
  if (slot === undefined) return failing(at, `${name} is not declared here`);
  const read: Expression = (run) => run.variables[slot];
  return path.length === 0 ? compilePassive(read, args, at) : compilePath(read, path, args, at);
}
