import { describe, expect, it } from 'vitest';
import {
  changedPaths,
  changesAnything,
  planDeletion,
  planObject,
  withoutBookkeeping,
} from '../../src/install/plan-diff.js';
import type { KubeObject, Tree } from '../../src/install/types.js';

const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' } };
const fields = (manager: string, data: readonly string[]): Tree => ({
  manager,
  operation: 'Apply',
  time: 'now',
  fieldsV1: Object.fromEntries(data.map((key) => [`f:${key}`, {}])),
});
const live = (data: Tree, managedFields: readonly Tree[] = [fields('me', ['data'])]): Tree => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(Math.random()), uid: 'u', managedFields },
  data,
  status: { seen: Math.random() },
});

describe('what becomes of an object', () => {
  const cases: readonly (readonly [string, Tree | undefined, Tree | undefined, string, readonly string[]])[] = [
    ['absent, in a namespace that is absent too', undefined, undefined, 'create', []],
    ['absent', undefined, live({ a: 1 }), 'create', []],
    ['the same but for bookkeeping and status', live({ a: 1 }), live({ a: 1 }), 'keep', []],
    ['another value', live({ a: 1 }), live({ a: 2 }), 'change', ['data.a']],
    ['the same, owned by nobody here', live({ a: 1 }, []), live({ a: 1 }), 'adopt', []],
    ['the same, with more fields ours', live({ a: 1 }), live({ a: 1 }, [fields('me', ['data', 'x'])]), 'adopt', []],
    ['fields of others', live({ a: 1 }), live({ a: 1 }, [fields('you', ['b']), fields('me', ['data'])]), 'keep', []],
  ];
  it.each(cases)('%s', (_name, before, after, action, changes) => {
    expect(planObject(object, before, after, 'me')).toMatchObject({ action, changes });
  });

  it('a plan changes something unless all is kept', () => {
    expect(changesAnything([planObject(object, live({}), live({}), 'me')])).toBe(false);
    expect(changesAnything([planDeletion(object)])).toBe(true);
    expect(changesAnything([])).toBe(false);
  });
});

describe('paths of changes', () => {
  it.each([
    [{ a: { b: 1 } }, { a: { b: 2 } }, ['a.b']],
    [{ a: [1, 2] }, { a: [1, 3] }, ['a[1]']],
    [{ a: [1] }, { a: [1, 2] }, ['a']],
    [{}, { 'x.y/z': 1 }, ['["x.y/z"]']],
    [{ a: 1 }, {}, ['a']],
    [{ a: null }, { a: {} }, ['a']],
    [{ a: [] }, { a: {} }, ['a']],
  ])('%j to %j', (before, after, paths) => {
    expect(changedPaths(before, after)).toEqual(paths);
  });
});

it('what is compared and shown has no bookkeeping, and begins with what the object is', () => {
  const shown = withoutBookkeeping({ data: { a: 1 }, ...live({ a: 1 }) });
  expect(Object.keys(shown)).toEqual(['apiVersion', 'kind', 'metadata', 'data']);
  expect(shown['metadata']).toEqual({ name: 'a', namespace: 'n' });
});
