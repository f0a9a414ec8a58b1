import { applyEdits, type Edit } from '../../model/edit.js';
import { formatPath, type Path, type Resource } from '../../model/resource.js';
import type { SchemaProblem, Validator } from '../../schema/types.js';
import type { Fix } from './types.js';

/**
 * Unknown fields with the name that was meant, and values of enums in another case. Each answer is tried: it is one only if the schema then
 * accepts the place, so that a name that is near but takes another type is left to the user.
 */
export function fixMisspelled(resource: Resource, validate: Validator): readonly Fix[] {
  const { raw } = resource;
  if (!raw) return [];
  const problems = validate(raw);
  return problems.flatMap((problem) => {
    const edit = editOf(raw, problem);
    if (!edit || !isAccepted(validate, raw, problems, edit)) return [];
    const becomes = edit.op === 'set' ? edit.value : edit.key;
    return [{ resource, edits: [edit], text: `${formatPath(problem.path)} -> ${becomes}` }];
  });
}

function editOf(raw: unknown, { kind, path, suggestion }: SchemaProblem): Edit | undefined {
  const last = path.at(-1);
  if (suggestion === undefined || typeof last !== 'string') return undefined;
  if (kind === 'unknown') return { op: 'rename-key', path, key: suggestion };
  if (kind !== 'enum') return undefined;
  const value = valueAt(raw, path);
  // Another word is a guess; the same word in another spelling is not.
  const same = typeof value === 'string' && spelling(value) === spelling(suggestion);
  return same ? { op: 'set', path, value: suggestion } : undefined;
}

function spelling(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}

/**
 * Whether the problem is gone and any new one lies deeper, in what could not be judged before, and may have its answer in the next round: another
 * misspelled word, and a required field that it may be.
 */
function isAccepted(
  validate: Validator,
  raw: Readonly<Record<string, unknown>>,
  before: readonly SchemaProblem[],
  edit: Edit,
): boolean {
  const place = edit.op === 'rename-key' ? [...edit.path.slice(0, -1), edit.key] : edit.path;
  if (edit.op === 'rename-key' && valueAt(raw, place) !== undefined) return false;
  const edited = applyEdits(raw, [edit]);
  if (!isRecord(edited)) return false;
  const known = new Set(before.filter((problem) => formatPath(problem.path) !== formatPath(edit.path)).map(keyOf));
  const fresh = validate(edited).filter((problem) => !known.has(keyOf(problem)));
  const count = (kind: SchemaProblem['kind']) => fresh.filter((problem) => problem.kind === kind).length;
  return (
    fresh.every(({ kind, path }) => path.length > place.length && ['unknown', 'enum', 'required'].includes(kind)) &&
    count('required') <= count('unknown')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf({ kind, path, text }: SchemaProblem): string {
  return `${kind} ${formatPath(path)} ${text}`;
}

function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const step of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, step)) return undefined;
    inner = Reflect.get(inner, step);
  }
  return inner;
}
