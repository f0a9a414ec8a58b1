/** A config dump that can't be read: what is wrong, and what to do about it. Both texts are plain. */
export class DumpError extends Error {
  override readonly name = 'DumpError';
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
