import { UserError } from '../model/errors.js';
import { formatPath } from '../model/resource.js';
import { printable } from '../print/terminal.js';
import type { LoadProblem } from '../sources/load.js';
import { locate } from '../sources/positions.js';

const SHOWN = 50;
/** A message repeats what it is about, and that may be a text of megabytes. */
const LENGTH = 500;

/**
 * Says everything that couldn't be read, one line a problem with file, line and column.
 * @throws UserError (bad data) if there is any problem
 */
export function rejectLoadProblems(problems: readonly LoadProblem[]): void {
  if (problems.length > 0) throw new UserError('data', formatLoadProblems(problems).join('\n'));
}

/** One line a problem with file, line and column, the first fifty. */
export function formatLoadProblems(problems: readonly LoadProblem[]): readonly string[] {
  const lines = problems.slice(0, SHOWN).map((problem) => printable(formatProblem(problem)));
  if (problems.length > SHOWN) lines.push(`... and ${problems.length - SHOWN} more`);
  return lines;
}

function formatProblem(problem: LoadProblem): string {
  const at = problem.position
    ? { file: problem.origin.source.name, ...problem.position }
    : locate(problem.origin, problem.path);
  const resource = problem.resource ? `${problem.resource}: ` : '';
  const field = problem.path.length > 0 ? `${formatPath(problem.path)}: ` : '';
  const hint = problem.hint ? `; ${problem.hint}` : '';
  return shorten(`${at.file}:${at.line}:${at.column}: ${resource}${field}${problem.message}${hint}`);
}

function shorten(line: string): string {
  return line.length > LENGTH ? `${line.slice(0, LENGTH)}...` : line;
}
