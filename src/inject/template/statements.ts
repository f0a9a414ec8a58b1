import { dereference, integerOf, isTrue } from './convert.js';
import { compilePipeline } from './expression.js';
import type { Branch, Statement } from './nodes.js';
import { sortedKeys } from './print-value.js';
import { textOf } from './printf.js';
import { fail, innerScope, located, type Run, type Scope, type Signal, type Step, write } from './run.js';
import { GoFunction, GoList, GoMap, GoPointer, type Result, typeName, type Value } from './values.js';

/** A list of statements; what it declares is seen by the rest of it. */
export function compileList(scope: Scope, statements: readonly Statement[]): Step {
  const steps = statements.map((statement) => compileStatement(scope, statement));
  const [only] = steps;
  if (only && steps.length === 1) return only;
  return (run, dot) => {
    for (const step of steps) {
      const signal = step(run, dot);
      if (signal !== 'next') return signal;
    }
    return 'next';
  };
}

function compileStatement(scope: Scope, statement: Statement): Step {
  switch (statement.kind) {
    case 'text': {
      const { text } = statement;
      return (run) => {
        write(run, text);
        return 'next';
      };
    }
    case 'action':
      return compileAction(scope, statement);
    case 'break':
    case 'continue': {
      const signal: Signal = statement.kind;
      return () => signal;
    }
    case 'template':
      return compileInvocation(scope, statement);
    case 'range':
      return compileRange(scope, statement);
    default:
      return compileChoice(scope, statement);
  }
}

function compileAction(scope: Scope, statement: Extract<Statement, { kind: 'action' }>): Step {
  const { value } = compilePipeline(scope, statement.pipeline);
  const silent = statement.pipeline.declares.length > 0;
  const { at } = statement;
  return (run, dot) => {
    const result = value(run, dot);
    if (!silent) print(run, result, at);
    return 'next';
  };
}

function print(run: Run, result: Result, at: number): void {
  if (typeof result === 'string') {
    write(run, result);
    return;
  }
  try {
    const shown: Value | undefined = result instanceof GoPointer && !prints(result) ? dereference(result) : result;
    if (shown === undefined) {
      write(run, result === undefined ? '<no value>' : '<nil>');
      return;
    }
    if (shown instanceof GoFunction) throw fail(run, at, 'a function is printed');
    write(run, textOf(shown, run.budget));
  } catch (error) {
    throw located(run, at, error);
  }
}

/** A pointer whose type prints itself isn't followed. */
const prints = (pointer: GoPointer): boolean => pointer.type.text !== undefined;

function compileInvocation(scope: Scope, statement: Extract<Statement, { kind: 'template' }>): Step {
  const { name, at } = statement;
  const argument = statement.pipeline ? compilePipeline(scope, statement.pipeline).value : () => undefined;
  return (run, dot) => {
    const body = run.bodies.get(name);
    if (!body) throw fail(run, at, `template ${JSON.stringify(name)} is not defined`);
    if (run.depth >= run.budget.limits.depth) throw fail(run, at, 'templates call one another too deep');
    const data = argument(run, dot);
    const { variables } = run;
    run.variables = [data];
    run.depth++;
    body.step(run, data);
    run.depth--;
    run.variables = variables;
    return 'next';
  };
}

/** `if` and `with`. */
function compileChoice(outer: Scope, branch: Branch): Step {
  const scope = innerScope(outer);
  const { value } = compilePipeline(scope, branch.pipeline);
  const body = compileList(innerScope(scope), branch.body);
  const otherwise = branch.otherwise && compileList(innerScope(scope), branch.otherwise);
  const moves = branch.kind === 'with';
  return (run, dot) => {
    const result = value(run, dot);
    if (isTrue(result)) return body(run, moves ? result : dot);
    return otherwise ? otherwise(run, dot) : 'next';
  };
}

/** What a range goes through: pairs of key and element; the key is undefined where there is none. */
type Pairs = Iterable<readonly [Result, Result]>;

function compileRange(outer: Scope, branch: Branch): Step {
  const scope = innerScope(outer);
  const { value, slots } = compilePipeline(scope, branch.pipeline);
  const body = compileList(innerScope(scope), branch.body);
  const otherwise = branch.otherwise && compileList(innerScope(scope), branch.otherwise);
  const { at } = branch;
  return (run, dot) => {
    const items = pairsOf(run, value(run, dot), slots.length, at);
    let empty = true;
    for (const [key, element] of items) {
      empty = false;
      run.budget.spend(1);
      assign(run, slots, key, element);
      if (body(run, element) === 'break') break;
    }
    return empty && otherwise ? otherwise(run, dot) : 'next';
  };
}

/** One variable takes the element, two take key and element. */
function assign(run: Run, slots: readonly number[], key: Result, element: Result): void {
  const [first, second] = slots;
  if (second !== undefined) run.variables[second] = element;
  if (first !== undefined) run.variables[first] = second === undefined ? element : key;
}

function pairsOf(run: Run, value: Result, variables: number, at: number): Pairs {
  const items = dereference(value);
  if (items === undefined) {
    if (value instanceof GoPointer) throw fail(run, at, `a nil ${typeName(value)} can't be ranged over`);
    return [];
  }
  if (items instanceof GoList) return listPairs(items);
  if (items instanceof GoMap) run.budget.spend(items.entries.size);
  if (items instanceof GoMap) return sortedKeys(items).map((key) => [key, items.entries.get(key)] as const);
  const count = integerOf(items);
  if (count === undefined) throw fail(run, at, `${typeName(items)} can't be ranged over`);
  if (variables > 1) throw fail(run, at, 'a number is ranged over with one variable');
  return numberPairs(count);
}

function* listPairs(list: GoList): Pairs {
  // As many as there were: a template can't make a list longer, but sorting one changes it in place.
  for (let i = 0; i < list.items.length; i++) yield [BigInt(i), list.items[i]];
}

function* numberPairs(count: bigint): Pairs {
  for (let i = 0n; i < count; i++) yield [undefined, i];
}
