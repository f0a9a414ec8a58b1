import type * as cel from './cel.js';
import type { KindNames } from './node.js';
import type { RuleTest } from './rules.js';

/*
 * What the build makes of schemas/ (the folder `generated`), as types. The modules import nothing of ours: what they call is
 * handed in.
 */

/** Functions of CEL, and the rules that were compiled to calls of them, by the text of the rule. */
export type MakeRules = (functions: typeof cel) => ReadonlyMap<string, RuleTest>;

/** What the check of a kind calls. */
export interface GateRuntime {
  readonly rules: ReadonlyMap<string, RuleTest>;
  holds(rule: RuleTest, value: unknown): boolean;
  hasFormat(format: string, value: unknown): boolean;
  findRepeated(list: readonly unknown[], keys: readonly string[]): number;
  textLength(text: string): number;
}

/** True for an object that is certainly fine; false for one to look into. */
export type Gate = (value: unknown) => boolean;
export type MakeGate = (runtime: GateRuntime) => Gate;

/** A schema as JSON text. */
export interface TextModule {
  readonly text: string;
}

export interface CheckModule extends TextModule {
  readonly gate: MakeGate;
}

/** A schema of schemas/. Those of objects have a group, versions and a check; names are only of what the API server serves. */
export interface SchemaRow {
  readonly id: string;
  readonly title: string;
  readonly group?: string;
  readonly versions?: readonly string[];
  readonly names?: KindNames;
  readonly load: () => Promise<TextModule>;
  readonly check?: () => Promise<CheckModule>;
}
