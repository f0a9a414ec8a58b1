/** Values as protobuf JSON has them. https://protobuf.dev/programming-guides/json/ */
export type Json = null | boolean | number | string | readonly Json[] | JsonMessage;
export interface JsonMessage {
  readonly [key: string]: Json | undefined;
}

/** A google.protobuf.Any in JSON: the message's fields beside its type. */
export interface Any extends JsonMessage {
  readonly '@type': string;
}

/** Drops the fields that are undefined, so that "not set" and "absent" are the same thing in what is printed. */
export function present<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  for (const key of Object.keys(fields) as (keyof T)[]) if (fields[key] === undefined) delete fields[key];
  return fields as T;
}

/** Type URL of a message by its full name. */
export function typeUrl(name: string): string {
  return `type.googleapis.com/${name}`;
}
