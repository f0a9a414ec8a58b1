import { isList } from '../dump/field-names.js';
import type { Json } from '../json.js';

/** What is wrong with the value of a field: code and arguments of a finding. */
export interface FieldProblem {
  readonly code: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** What Envoy's API says of one field. */
export interface FieldRule {
  /** The message in the field, in each item of a list, or in each value of a map. */
  readonly of?: string;
  readonly test?: (value: Json | undefined) => FieldProblem | undefined;
}

/** What Envoy's API says of one message. */
export interface Shape {
  readonly fields?: Readonly<Record<string, FieldRule>>;
  /** One of these fields has to be there. */
  readonly oneOf?: readonly string[];
  /** Code of the finding when none is; `choice-missing` by default. */
  readonly code?: string;
}

/** Holds messages of a shape. */
export function of(shape: string): FieldRule {
  return { of: shape };
}

/** Holds a message, and has to be there. */
export function required(shape?: string): FieldRule {
  const test: FieldRule['test'] = (value) => (value === undefined ? { code: 'field-missing' } : undefined);
  return shape === undefined ? { test } : { of: shape, test };
}

/** A text or list with something in it; protobuf JSON leaves out empty ones. */
export function filled(shape?: string): FieldRule {
  const test: FieldRule['test'] = (value) => (isEmpty(value) ? { code: 'field-empty' } : undefined);
  return shape === undefined ? { test } : { of: shape, test };
}

/** The same, where the field may be absent. */
export const filledIfThere: FieldRule = {
  test: (value) => (value !== undefined && isEmpty(value) ? { code: 'field-empty' } : undefined),
};

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === '' || (isList(value) && value.length === 0);
}

/** A text without line breaks and NUL, as headers need it. */
export const oneLine: FieldRule = {
  test: (value) => (typeof value === 'string' && /[\0\r\n]/.test(value) ? { code: 'line-break' } : undefined),
};

/** Texts of which each is so. */
export function each(rule: FieldRule): FieldRule {
  return {
    test: (value) => {
      for (const item of isList(value) ? value : []) {
        const problem = rule.test?.(item);
        if (problem) return problem;
      }
      return undefined;
    },
  };
}

/** A number, where there is one, between two others, both included. */
export function between(least: number, most: number): FieldRule {
  return {
    test: (value) => {
      const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : undefined;
      if (number === undefined || (number >= least && number <= most)) return undefined;
      return { code: 'out-of-range', args: { value: number, least, most } };
    },
  };
}

/** A duration, where there is one, that is longer than nothing. */
export const positiveDuration: FieldRule = {
  test: (value) => {
    if (typeof value !== 'string' || Number.parseFloat(value) > 0) return undefined;
    return { code: 'duration-not-positive', args: { value } };
  },
};

/** A list, where there is one, with so many items at least. */
export function atLeast(count: number, shape?: string): FieldRule {
  const test: FieldRule['test'] = (value) => {
    const length = isList(value) ? value.length : 0;
    return length < count ? { code: 'too-few', args: { count: length, least: count } } : undefined;
  };
  return shape === undefined ? { test } : { of: shape, test };
}

/** A header that routes may set or take away: any but the pseudo headers and Host. */
export const changeableHeader: FieldRule = {
  test: (value) => {
    if (isEmpty(value)) return { code: 'field-empty' };
    if (typeof value !== 'string' || !(value.startsWith(':') || value.toLowerCase() === 'host')) return undefined;
    return { code: 'header-not-changeable', args: { header: value } };
  },
};
