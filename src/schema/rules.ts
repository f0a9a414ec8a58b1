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

/** What the rules of a schema ask for and a value doesn't keep. */
export function brokenRules(node: SchemaNode, value: unknown): string[] {
  return (node['x-kubernetes-validations'] ?? [])
    .filter(({ rule }) => {
      const test = RULES.get(rule);
      if (!test) throw new Error(`rule ${rule} was not compiled: the build is older than the schemas`);
      return !holds(test, value);
    })
    .map(({ message }) => message);
}
