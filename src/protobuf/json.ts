/** Values as protobuf JSON has them. https://protobuf.dev/programming-guides/json/ */
export type Json = null | boolean | number | string | readonly Json[] | JsonMessage;
export interface JsonMessage {
  readonly [key: string]: Json | undefined;
}

/** True for a message (an object that is no list). */
export function isMessage(value: unknown): value is JsonMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
