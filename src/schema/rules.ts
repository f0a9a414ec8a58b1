import * as cel from './cel.js';
import { rules as makeRules } from './generated/rules.js';
import type { SchemaNode } from './node.js';

/** A CEL rule, compiled. Throws where CEL has no value for it. */
export type RuleTest = (self: unknown) => boolean;

/** Every rule of the schemas, by its text. */
export const RULES: ReadonlyMap<string, RuleTest> = makeRules(cel);

/** Does a rule hold? One that can't be computed doesn't, as for the API server. */
export function holds(rule: RuleTest, value: unknown): boolean {
  try {
    return rule(value);
  } catch {
    return false;
  }
}

/**
 * What the rules of a schema ask for and a value doesn't keep. Of rules over the same fields, the first says it all; rules
 * over fields that were misspelt (`meant`) can't be judged.
 */
export function brokenRules(node: SchemaNode, value: unknown, meant: ReadonlySet<string>): string[] {
  const told = new Set<string>();
  return (node['x-kubernetes-validations'] ?? [])
    .filter(({ rule }) => {
      const test = RULES.get(rule);
      if (!test) throw new Error(`rule ${rule} was not compiled: the build is older than the schemas`);
      if (holds(test, value)) return false;
      const fields = fieldsOf(rule);
      const key = fields.join(' ');
      const isNew = key === '' || !told.has(key);
      told.add(key);
      return isNew && !fields.some((field) => meant.has(field));
    })
    .map(({ message }) => message);
}

/** Names of the fields that a rule speaks of, sorted. */
function fieldsOf(rule: string): string[] {
  const names = rule.match(/(?<=\bself\.)[A-Za-z_]+(?![A-Za-z_(])/g) ?? [];
  return [...new Set(names)].sort();
}
