import { isObject } from './decode.js';

/**
 * The field with the tests of a document that holds tests of a mesh and no resource: `tests`, or `testCases` in any case, as
 * istio-config-validator takes it. Undefined for all other documents. Such files may stand beside the resources that they test.
 */
export function testsField(value: unknown): string | undefined {
  if (!isObject(value) || value['kind'] !== undefined || value['apiVersion'] !== undefined) return undefined;
  if (Array.isArray(value['tests'])) return 'tests';
  return Object.keys(value).find((key) => key.toLowerCase() === 'testcases' && Array.isArray(value[key]));
}
