import type { JsonMessage } from '../../xds/json.js';
import { numberField, stringField } from './strings.js';

const DENOMINATORS: Readonly<Record<string, number>> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

/** A FractionalPercent as a number from 0 to 1. */
export function fractionOf(percent: JsonMessage | undefined): number {
  const denominator = DENOMINATORS[stringField(percent, 'denominator') ?? 'HUNDRED'] ?? 100;
  return Math.min(1, (numberField(percent, 'numerator') ?? 0) / denominator);
}

/** Whether something with this share happens; without a random number only what always does. */
export function happens(share: number, random: number | undefined): boolean {
  return random === undefined ? share >= 1 : random < share;
}
