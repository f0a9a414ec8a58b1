import { Option } from 'commander';
import { UserError } from '../model/errors.js';

/** Collects a repeatable option, splitting at commas: `--proxy a,b --proxy c`. */
export function collectList(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...value.split(',').filter(Boolean)];
}

/** Collects a repeatable option as it is. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

export type Options = Readonly<Record<string, unknown>>;

/** Value of a string option, or undefined. */
export function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Value of a flag. */
export function flag(options: Options, name: string): boolean {
  return options[name] === true;
}

/** Values of a repeatable option. */
export function texts(options: Options, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
}

/** Checks the value of `-o` against the formats of the command. */
export function outputFormat<const F extends string>(options: Options, formats: readonly F[], fallback: F): F {
  const value = text(options, 'output');
  if (value === undefined) return fallback;
  const found = formats.find((f) => f === value);
  if (!found) throw new UserError('usage', `-o ${value}: unknown format`, `formats: ${formats.join(', ')}`);
  return found;
}

/** `-o` with the formats it takes. */
export function outputOption(formats: readonly string[], fallback: string): Option {
  return new Option('-o, --output <format>', `output format: ${formats.join(', ')} (default: ${fallback})`);
}
