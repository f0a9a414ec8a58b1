import { fail, NOTHING, type Piped, type Run } from './run.js';
import { GoMap, GoNumber, GoPointer, GoStruct, type Result, typeName, type Value, zeroOf } from './values.js';

/**
 * Follows a path of names into a value: methods, fields of structs, keys of maps.
 * @throws TemplateError where a name can't be followed
 */
export function followPath(run: Run, value: Result, path: readonly string[], at: number): Result {
  let current = value;
  for (const name of path) current = readField(run, current, name, at);
  return current;
}

/** Fields take no arguments, and the methods of the data none either. */
export function checkNoArguments(run: Run, count: number, piped: Piped, name: string, at: number): void {
  if (count > 0 || piped !== NOTHING) throw fail(run, at, `${name} takes no arguments`);
}

function readField(run: Run, receiver: Result, name: string, at: number): Result {
  if (receiver === undefined) {
    if (run.missingKey === 'error') throw fail(run, at, `there is no data to take ${name} of`);
    return undefined;
  }
  if (receiver === null) throw fail(run, at, `${name} is taken of nil`);
  if (receiver instanceof GoMap) return readKey(run, receiver, name, at);
  if (receiver instanceof GoStruct) return readStruct(run, receiver, name, at);
  if (receiver instanceof GoPointer) return readPointer(run, receiver, name, at);
  // Enumerations are numbers with methods.
  const method = receiver instanceof GoNumber ? receiver.type.methods?.get(name) : undefined;
  if (method) return asResult(method(receiver));
  throw fail(run, at, `${typeName(receiver)} has no field ${name}`);
}

function readKey(run: Run, map: GoMap, name: string, at: number): Result {
  const found = map.entries.get(name);
  if (found !== undefined || run.missingKey === 'invalid') return found;
  if (run.missingKey === 'zero') return map.type.elem ? zeroOf(map.type.elem) : undefined;
  throw fail(run, at, `the map has no key ${JSON.stringify(name)}`);
}

/** What a method gave is a value of Go's again, or nothing. */
const asResult = (value: unknown): Result => value as Result;

function readStruct(run: Run, struct: GoStruct, name: string, at: number): Result {
  const method = struct.type.methods?.get(name);
  if (method) return asResult(method(struct));
  const found = struct.fields.get(name) ?? promotedField(struct, name);
  if (found === undefined || !isExported(name)) throw fail(run, at, `${struct.type.name} has no field ${name}`);
  return found;
}

/** Templates see what Go exports: names that begin with a capital letter. */
function isExported(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first >= 65 && first <= 90) || (first > 127 && /^\p{Lu}/u.test(name));
}

/** A field of an embedded struct, reached without the struct's name. */
function promotedField(struct: GoStruct, name: string): Value | undefined {
  for (const field of struct.type.fields ?? []) {
    const inner = field.embedded ? struct.fields.get(field.name) : undefined;
    const found = inner instanceof GoStruct ? (inner.fields.get(name) ?? promotedField(inner, name)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function readPointer(run: Run, pointer: GoPointer, name: string, at: number): Result {
  const method = pointer.type.methods?.get(name) ?? pointer.type.elem?.methods?.get(name);
  if (method) return asResult(method(pointer.target));
  if (pointer.target === undefined) throw fail(run, at, `${name} is taken of a nil ${pointer.type.name}`);
  return readField(run, pointer.target, name, at);
}
