import type { MeshTest } from '../types.js';
import { readExpectation } from './expectation.js';
import { type Cursor, hasFields, inside, optional, readText, reject } from './fields.js';
import { readRequests } from './request.js';

/** The tests of a document `{from, tests: [{name, from, request, expect}]}`; `from` beside the tests is that of all. */
export function readMeshTests(at: Cursor): readonly MeshTest[] {
  hasFields(at, ['from', 'tests']);
  const from = optional(at, 'from', readText);
  const list = inside(at, 'tests');
  if (!Array.isArray(list.value)) {
    reject(list, 'a list of tests');
    return [];
  }
  return list.value.flatMap((_, i) => readTest(inside(list, i), from) ?? []);
}

function readTest(at: Cursor, fromAll: string | undefined): MeshTest | undefined {
  if (!hasFields(at, ['name', 'from', 'request', 'expect'])) return undefined;
  const from = optional(at, 'from', readText) ?? fromAll;
  const requests = readRequests(inside(at, 'request'));
  const expect = readExpectation(inside(at, 'expect'));
  const name = optional(at, 'name', readText) ?? requests[0]?.label ?? '';
  if (!expect || requests.length === 0) return undefined;
  return { kind: 'mesh', name, path: at.path, requests, expect, ...(from !== undefined && { from }) };
}
