/** Where in a template something stands: 1-based line, 0-based byte column, as Go's messages count them. */
export interface TemplatePosition {
  readonly template: string;
  readonly line: number;
  readonly column: number;
}

/** A template that can't be read or rendered: a fault of the template or of the data it was given, never of the program. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  constructor(
    readonly position: TemplatePosition,
    readonly reason: string,
  ) {
    super(`template ${position.template}:${position.line}:${position.column}: ${reason}`);
  }
}

/** What a function, a comparison or a conversion refuses; the evaluator adds the position and makes it a TemplateError. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

/** Thrown when rendering costs more than its limits allow. */
export class LimitError extends ValueError {}
