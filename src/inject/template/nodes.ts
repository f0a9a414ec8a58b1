/** Offset into the template's text, by which an error finds its line. */
export interface Located {
  readonly at: number;
}

/** A number as written: which of Go's constants it can be. */
export interface NumberLiteral {
  readonly text: string;
  /** Set when the text is a whole number, a character, or a float without a fraction. */
  readonly int?: bigint;
  readonly float?: number;
  /** Written so that it is a float by itself: with a dot or an exponent. */
  readonly isFloat: boolean;
}

export type Operand =
  | (Located & { readonly kind: 'dot' | 'nil' })
  | (Located & { readonly kind: 'bool'; readonly value: boolean })
  | (Located & { readonly kind: 'string'; readonly value: string })
  | (Located & { readonly kind: 'number'; readonly value: NumberLiteral })
  | (Located & { readonly kind: 'function'; readonly name: string })
  | (Located & { readonly kind: 'field'; readonly path: readonly string[] })
  | (Located & { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] })
  | (Located & { readonly kind: 'pipeline'; readonly pipeline: Pipeline })
  | (Located & { readonly kind: 'chain'; readonly base: Operand; readonly path: readonly string[] });

/** One command of a pipeline: an operand with its arguments. */
export interface Command extends Located {
  readonly first: Operand;
  readonly args: readonly Operand[];
}

export interface Pipeline extends Located {
  readonly declares: readonly string[];
  /** `=` rather than `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export type Statement =
  | (Located & { readonly kind: 'text'; readonly text: string })
  | (Located & { readonly kind: 'action'; readonly pipeline: Pipeline })
  | (Located & { readonly kind: 'break' | 'continue' })
  | (Located & { readonly kind: 'template'; readonly name: string; readonly pipeline?: Pipeline })
  | Branch;

export interface Branch extends Located {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipeline: Pipeline;
  readonly body: readonly Statement[];
  readonly otherwise?: readonly Statement[];
}
