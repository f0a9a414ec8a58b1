import { compileArgument } from './arguments.js';
import { convertTo, isTrue } from './convert.js';
import { REFLECT, type TemplateFunction } from './function.js';
import type { Operand } from './nodes.js';
import { type CommandStep, type Expression, fail, located, NOTHING, type Piped, type Run, type Scope } from './run.js';
import type { GoType } from './types.js';
import { GoList, GoMap, type Result } from './values.js';

/** The call of a function with the arguments written after it and what is piped in as the last. */
export function compileCall(scope: Scope, name: string, args: readonly Operand[], at: number): CommandStep {
  const callee = scope.functions.get(name);
  if (!callee) {
    return (run) => {
      throw fail(run, at, `function ${name} is not known`);
    };
  }
  const { params, rest } = callee;
  const compiled = args.map((arg, i) => compileArgument(scope, arg, params[i] ?? rest ?? REFLECT));
  if (callee.stopsAt !== undefined && scope.builtins.has(name)) return compileLogic(name, callee.stopsAt, compiled, at);
  return (run, dot, piped) => {
    const count = compiled.length + (piped === NOTHING ? 0 : 1);
    if (count < params.length || (count > params.length && !rest)) {
      throw fail(run, at, `${name} takes ${params.length}${rest ? ' or more' : ''} arguments, not ${count}`);
    }
    const values: Result[] = [];
    for (const argument of compiled) values.push(argument(run, dot));
    if (piped !== NOTHING) values.push(accept(run, piped, params[values.length] ?? rest ?? REFLECT, at));
    return invoke(run, callee, name, values, at);
  };
}

function accept(run: Run, piped: Result, type: GoType, at: number): Result {
  if (type === REFLECT) return piped;
  try {
    return convertTo(piped, type);
  } catch (error) {
    throw located(run, at, error);
  }
}

function invoke(run: Run, callee: TemplateFunction, name: string, values: readonly Result[], at: number): Result {
  try {
    run.budget.spend(1 + weightOf(values));
    const result = callee.call(values, run);
    if (typeof result === 'string') run.budget.make(result.length);
    return result;
  } catch (error) {
    throw located(run, at, error, name);
  }
}

/** What a function may have to look at: a step for so many characters or elements. */
function weightOf(values: readonly Result[]): number {
  let weight = 0;
  for (const value of values) {
    if (typeof value === 'string') weight += value.length >>> 6;
    else if (value instanceof GoList) weight += value.items.length >>> 3;
    else if (value instanceof GoMap) weight += value.entries.size >>> 3;
  }
  return weight;
}

/** `and` and `or`, which stop at the first argument that decides. */
function compileLogic(name: string, stopsAt: boolean, args: readonly Expression[], at: number): CommandStep {
  return (run, dot, piped: Piped) => {
    if (args.length === 0 && piped === NOTHING) throw fail(run, at, `${name} takes an argument at least`);
    let value: Result;
    for (const argument of args) {
      value = argument(run, dot);
      if (isTrue(value) === stopsAt) return value;
    }
    return piped === NOTHING ? value : piped;
  };
}
