import type { Path } from '../model/resource.js';

/** One way in which an object differs from the schema of its kind. */
export interface SchemaProblem {
  readonly path: Path;
  /** `choice` is a oneOf, `rule` a CEL rule of the schema. */
  readonly kind: 'unknown' | 'type' | 'required' | 'enum' | 'format' | 'limit' | 'pattern' | 'choice' | 'rule';
  /** What is wrong, without place and resource. */
  readonly text: string;
  /** What was probably meant: a field, a value. */
  readonly suggestion?: string;
}

/** Judges a whole object, as it was written. */
export type Validator = (value: Readonly<Record<string, unknown>>) => readonly SchemaProblem[];

/** The validator of a kind and version; undefined for what has no schema here. */
export type ValidatorOf = (apiVersion: string, kind: string) => Validator | undefined;
