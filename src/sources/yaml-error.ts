/** A document that is no YAML: what is wrong and where, line and column 1-based and relative to the document. */
export class YamlError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}
