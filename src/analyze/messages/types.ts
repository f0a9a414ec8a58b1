import type { Severity } from '../../model/diagnostic.js';
import type { MessageArgs } from '../types.js';

/** One kind of finding: how bad it is, its sentence, and what `--explain CODE` tells about it. */
export interface MessageType {
  /** CamelCase, as the reference names it: `VirtualServiceUnreachableRule`. */
  readonly name: string;
  readonly severity: Severity;
  /** One sentence with the facts of the finding, and what to do where that is short. */
  readonly text: (args: MessageArgs) => string;
  /** A paragraph or two for who has never met it: what it means, why it matters, what to do. */
  readonly explain: string;
}
