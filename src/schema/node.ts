/**
 * A schema of a field, in the words that Kubernetes takes in a CustomResourceDefinition.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** What the pattern asks for, in words. */
  readonly 'x-pattern-words'?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly oneOf?: readonly Condition[];
  readonly allOf?: readonly Condition[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly Rule[];
}

/** A condition on which fields are set: `required` of one of them, none of them (`not`), or a choice between such. */
export interface Condition {
  readonly required?: readonly string[];
  readonly not?: { readonly anyOf?: readonly Condition[] };
  readonly oneOf?: readonly Condition[];
}

/** A rule in CEL over the value (`self`), and what it asks for. */
export interface Rule {
  readonly rule: string;
  readonly message: string;
}

/** Kubernetes' names of a kind. */
export interface KindNames {
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}
