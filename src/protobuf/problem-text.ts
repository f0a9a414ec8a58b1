import type { Problem } from './decode.js';

type Sentence = (args: Problem['args'], field: string) => string;

const SENTENCES: Readonly<Record<Problem['code'], Sentence>> = {
  'wrong-type': ({ wanted, found }, field) => `${field} must be ${wanted}, and is ${found}`,
  'bad-value': ({ wanted, value }, field) => `${field} must be ${wanted}, and is ${JSON.stringify(value)}`,
  'unknown-field': ({ field, type = '', near }) =>
    `there is no field ${JSON.stringify(field)} in Envoy's ${shortName(type)}${meant(near)}`,
  'unknown-value': ({ value, type = '', near }, field) =>
    `${field} can't be ${JSON.stringify(value)}, which is no ${shortName(type)}${meant(near)}`,
  'unknown-type': ({ type = '' }) =>
    `there is no message of type ${JSON.stringify(type)}${/\.v2(alpha\d*)?\./.test(type) ? '; take the one of API v3' : ''}`,
  'no-type': (_, field) => `${field} has no @type`,
  'null-item': (_, field) => `${field} holds nothing`,
  'too-deep': ({ limit }) => `messages are nested deeper than ${limit} levels`,
};

/** The sentence of a problem. */
export function describeProblem({ code, args, path }: Problem): string {
  const field = path.findLast((step) => typeof step === 'string');
  return SENTENCES[code](args, String(field ?? 'the value'));
}

function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

function meant(near: string | undefined): string {
  return near === undefined ? '' : `; did you mean ${near}?`;
}
