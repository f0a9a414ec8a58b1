import type { StringMatch } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import type { RuleFacts } from './facts.js';
import { isPlainRegex } from './plain-regex.js';
import { error } from './violation.js';

const LONGEST_REGEX = 1024;

/** A match by exact text, prefix or regular expression; an empty prefix would fit everything. `where` names the field. */
export function checkStringMatch(
  match: StringMatch | undefined,
  where: string,
  path: Path,
  facts: RuleFacts,
): readonly Violation[] {
  if (match?.prefix === '') return [error([...path, 'prefix'], `${where}: prefix is empty`)];
  return checkMatchRegex(match, where, path, facts);
}

/** The same where an empty prefix is fine. */
export function checkMatchRegex(
  match: StringMatch | undefined,
  where: string,
  path: Path,
  facts: RuleFacts,
): readonly Violation[] {
  return match?.regex === undefined ? [] : checkRegex(match.regex, where, [...path, 'regex'], facts);
}

/** https://github.com/google/re2/wiki/Syntax */
export function checkRegex(regex: string, where: string, path: Path, facts: RuleFacts): readonly Violation[] {
  if (regex === '') return [error(path, `${where}: regular expression is empty`)];
  if (regex.length > LONGEST_REGEX) {
    return [error(path, `${where}: regular expression is longer than ${LONGEST_REGEX} characters`)];
  }
  if (isPlainRegex(regex)) return [];
  const problem = facts.regexProblem(regex);
  return problem === undefined
    ? []
    : [error(path, `${where}: ${JSON.stringify(regex)} is no RE2 expression: ${problem}`)];
}
