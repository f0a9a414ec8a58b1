import type { MessageArgs } from '../types.js';

/** Sentence of a reference to something that doesn't exist, by what it should be. */
const SENTENCES: Readonly<Record<string, (name: string) => string>> = {
  gateway: (name) => `there is no Gateway "${name}"`,
  host: (name) => `there is no service "${name}" to route to`,
  'mirror host': (name) => `there is no service "${name}" to mirror to`,
  'host:port': (name) => `the service has no such port: "${name}"`,
  'host+subset in destinationrule': describeSubset,
  'mirror+subset in destinationrule': describeSubset,
  selector: (name) => `no pod has the labels of the selector (${name || 'there is none at all'})`,
  credentialName: (name) => `there is no Secret "${name}" beside the pods of the gateway`,
  namespace: (name) => `there is no namespace "${name}"`,
};

function describeSubset(name: string): string {
  const plus = name.lastIndexOf('+');
  return `no DestinationRule gives ${name.slice(0, plus)} a subset "${name.slice(plus + 1)}"`;
}

/** What is missing, and what was probably meant. */
export function describeReference({ reftype, refval, near }: MessageArgs): string {
  const type = String(reftype);
  const describe = Object.hasOwn(SENTENCES, type) ? SENTENCES[type] : undefined;
  const sentence = describe?.(String(refval)) ?? `there is no ${type} "${refval}"`;
  return near === undefined ? sentence : `${sentence}; did you mean "${near}"?`;
}
