import { meshMessages } from './mesh.js';
import { networkingMessages } from './networking.js';
import { platformMessages } from './platform.js';
import { schemaMessages } from './schema.js';
import type { MessageType } from './types.js';
import { validationMessages } from './validation.js';

/** Every code that an analysis can report. */
export const MESSAGES = {
  ...validationMessages,
  ...schemaMessages,
  ...networkingMessages,
  ...platformMessages,
  ...meshMessages,
} as const satisfies Readonly<Record<string, MessageType>>;

export type MessageCode = keyof typeof MESSAGES;

/** The entry of a code, or undefined for text that is none. */
export function findMessage(code: string): MessageType | undefined {
  return Object.hasOwn(MESSAGES, code) ? MESSAGES[code as MessageCode] : undefined;
}
