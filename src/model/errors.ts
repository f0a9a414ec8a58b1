/**
 * What went wrong, in the classes that decide the exit code: bad call, bad input data, or a failure outside. `trouble` is any of them
 * for a command that compares, whose exit code 1 says that there are differences.
 */
export type ErrorKind = 'usage' | 'data' | 'failed' | 'trouble';

/**
 * An error that the user can do something about. Anything else that is thrown is a bug of ours.
 * `hint` says what to do next; both texts are plain, without colour.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
