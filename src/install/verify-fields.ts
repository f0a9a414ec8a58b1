import { isObject } from '../model/decode.js';
import { textOf } from '../model/text.js';
import { quantityValue } from './quantity.js';

/** A field that is not as it was applied. */
export interface FieldDifference {
  /** Path of the field, `spec.template.spec.containers[name=discovery].image`. */
  readonly path: string;
  /** What was applied, and what the cluster has (undefined: nothing). */
  readonly wanted: unknown;
  readonly found: unknown;
}

/** Fields by which the API server knows the items of a list again, the likeliest first. */
const ITEM_KEYS = ['name', 'containerPort', 'port', 'mountPath', 'key', 'uid', 'type', 'ip'];

/**
 * Fields that are not as they were applied. Only what was applied is compared: defaults, and what others added, is no difference.
 * Lists are compared item by item, known by their names where they have some, as server-side apply does.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function fieldDifferences(wanted: unknown, found: unknown, path = ''): FieldDifference[] {
  if (isObject(wanted) && isObject(found)) {
    return Object.entries(wanted).flatMap(([key, value]) => fieldDifferences(value, found[key], joinPath(path, key)));
  }
  if (Array.isArray(wanted) && Array.isArray(found)) return listDifferences(wanted, found, path);
  return isSame(wanted, found, path) ? [] : [{ path, wanted, found }];
}

/** The fields that were applied, as the cluster has them: equal values in the spelling of what was applied. */
export function appliedFields(wanted: unknown, found: unknown, path = ''): unknown {
  if (isSame(wanted, found, path)) return wanted;
  if (isObject(wanted) && isObject(found)) {
    const fields = Object.entries(wanted).map(([key, value]) => [
      key,
      appliedFields(value, found[key], joinPath(path, key)),
    ]);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
  if (!Array.isArray(wanted) || !Array.isArray(found)) return found;
  const key = itemKey(wanted);
  if (key === undefined) {
    return wanted.length === found.length
      ? wanted.map((item, i) => appliedFields(item, found[i], `${path}[${i}]`))
      : found;
  }
  return wanted.flatMap((item) => {
    const match = findItem(item, found, key);
    return match === undefined ? [] : [appliedFields(item, match, `${path}[]`)];
  });
}

/** The item of a list that is the same one as another's. */
function findItem(item: unknown, found: readonly unknown[], key: string): unknown {
  const value = isObject(item) ? item[key] : undefined;
  return found.find((other) => isObject(other) && other[key] === value);
}

function listDifferences(wanted: readonly unknown[], found: readonly unknown[], path: string): FieldDifference[] {
  const key = itemKey(wanted);
  if (key !== undefined) {
    return wanted.flatMap((item) => {
      const value = isObject(item) ? item[key] : undefined;
      const place = `${path}[${key}=${textOf(value)}]`;
      const match = findItem(item, found, key);
      return match === undefined
        ? [{ path: place, wanted: item, found: undefined }]
        : fieldDifferences(item, match, place);
    });
  }
  if (wanted.length !== found.length) return [{ path, wanted, found }];
  return wanted.flatMap((item, i) => fieldDifferences(item, found[i], `${path}[${i}]`));
}

/** The field by which all items of a list can be told apart. */
function itemKey(items: readonly unknown[]): string | undefined {
  const objects = items.filter(isObject);
  if (objects.length === 0 || objects.length !== items.length) return undefined;
  return ITEM_KEYS.find((key) => {
    const values = objects.map((item) => item[key]);
    const scalar = values.every((value) => typeof value === 'string' || typeof value === 'number');
    return scalar && new Set(values).size === values.length;
  });
}

/** Where quantities stand. */
const QUANTITIES = /(^|\.)(limits|requests|hard)\.|\.(averageValue|sizeLimit|divisor|target\.value)$/;

/** Equal as the API server stores them: zero values may be left out, quantities may be spelled otherwise. */
function isSame(wanted: unknown, found: unknown, path: string): boolean {
  if (Object.is(wanted, found)) return true;
  if (found === undefined || found === null) return isZero(wanted);
  if (QUANTITIES.test(path) && isScalar(wanted) && isScalar(found)) {
    const [a, b] = [quantityValue(String(wanted)), quantityValue(String(found))];
    return a !== undefined && a === b;
  }
  return false;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isZero(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isZero);
}

function joinPath(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
