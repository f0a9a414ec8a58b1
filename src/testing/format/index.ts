import { isObject } from '../../model/decode.js';
import { suggest } from '../../model/suggest.js';
import type { RouteTest } from '../route-cases/types.js';
import type { MeshTest, TestProblem } from '../types.js';
import { readMeshTests } from './mesh-tests.js';
import { readRouteTests } from './route-tests.js';

/** What a document of a test file holds, and what is wrong with it. Notes are worth telling and stop nothing. */
export interface TestDocument {
  readonly tests: readonly (MeshTest | RouteTest)[];
  readonly problems: readonly TestProblem[];
  readonly notes: readonly TestProblem[];
}

/** The tests of one document, in our format (`tests`) or in that of istio-config-validator (`testCases`). */
export function readTestDocument(value: unknown): TestDocument {
  const problems: TestProblem[] = [];
  const notes: TestProblem[] = [];
  const at = { value, path: [], problems };
  if (!isObject(value))
    return { tests: [], notes, problems: [{ path: [], message: 'an object with tests was expected' }] };
  const key = routeKey(value);
  if (value['tests'] === undefined && key !== undefined)
    return { tests: readRouteTests(at, key, notes), problems, notes };
  if (value['tests'] !== undefined) return { tests: readMeshTests(at), problems, notes };
  const near = Object.keys(value).find((one) => suggest(one, NAMES));
  const meant = near && suggest(near, NAMES);
  const hint = meant ? `did you mean ${meant}?` : 'tests: [{name, from, request, expect}]';
  return { tests: [], notes, problems: [{ path: near ? [near] : [], message: 'there are no tests', hint }] };
}

const NAMES = ['tests', 'testCases'];

/** The other program takes the name in any case. */
function routeKey(value: Record<string, unknown>): string | undefined {
  return Object.keys(value).find((key) => key.toLowerCase() === 'testcases');
}
