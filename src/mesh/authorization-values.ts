import { isIP } from 'node:net';
import type { Attribute, Condition } from './authorization-rules.js';

/** Attributes whose values are not just text. */
const CHECKS: Partial<Readonly<Record<Attribute, (value: string) => boolean>>> = {
  'source-ip': isAddressRange,
  'remote-ip': isAddressRange,
  'destination-ip': isAddressRange,
  'destination-port': (value) => /^\d+$/.test(value) && Number(value) <= 65535,
};

/** Values of a condition that are neither an address range nor a port where they have to be one. */
export function unusableValues({ attribute, values, notValues }: Condition): readonly string[] {
  const usable = CHECKS[attribute];
  return usable ? [...values, ...notValues].filter((value) => !usable(value)) : [];
}

/** The conditions without such values; those that have none left fall away. */
export function withUsableValues(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.flatMap((condition): readonly Condition[] => {
    const usable = CHECKS[condition.attribute];
    if (!usable) return [condition];
    const values = condition.values.filter(usable);
    const notValues = condition.notValues.filter(usable);
    return values.length + notValues.length > 0 ? [{ ...condition, values, notValues }] : [];
  });
}

function isAddressRange(value: string): boolean {
  const [address = '', length, ...more] = value.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return length === undefined || (/^\d+$/.test(length) && Number(length) <= (family === 4 ? 32 : 128));
}
