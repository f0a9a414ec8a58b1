import { describe, expect, it } from 'vitest';
import { mergeStrategic } from '../../src/inject/strategic-merge.js';

const spec = (value: Readonly<Record<string, unknown>>) => ({ spec: value });
const merge = (original: Readonly<Record<string, unknown>>, patch: Readonly<Record<string, unknown>>) =>
  mergeStrategic('Pod', spec(original), spec(patch))['spec'];
const named = (...names: string[]) => names.map((name) => ({ name }));

describe('strategic merge', () => {
  it.each([
    [
      'new volumes go before those of the pod',
      { volumes: named('own') },
      { volumes: named('a', 'b') },
      { volumes: named('a', 'b', 'own') },
    ],
    [
      'volumes of the same name are one',
      { volumes: [{ name: 'a', emptyDir: {} }] },
      { volumes: [{ name: 'a', emptyDir: { medium: 'Memory' } }] },
      { volumes: [{ name: 'a', emptyDir: { medium: 'Memory' } }] },
    ],
    [
      'what stood before a patched item stays before it',
      { containers: named('app', 'istio-proxy', 'late') },
      { containers: named('istio-proxy') },
      { containers: named('app', 'istio-proxy', 'late') },
    ],
    [
      'ports are told apart by their number',
      { containers: [{ name: 'c', ports: [{ containerPort: 1, name: 'x' }] }] },
      { containers: [{ name: 'c', ports: [{ containerPort: 1, name: 'y' }, { containerPort: 2 }] }] },
      { containers: [{ name: 'c', ports: [{ containerPort: 1, name: 'y' }, { containerPort: 2 }] }] },
    ],
    ['lists without a key are replaced', { tolerations: [{ key: 'a' }] }, { tolerations: [] }, { tolerations: [] }],
    [
      'an empty list of named things changes nothing',
      { initContainers: named('a') },
      { initContainers: [] },
      { initContainers: named('a') },
    ],
    ['null takes a field away', { hostname: 'a', subdomain: 'b' }, { hostname: null }, { subdomain: 'b' }],
    ['null in what is new is nothing', {}, { volumes: [{ name: 'a', emptyDir: null }] }, { volumes: [{ name: 'a' }] }],
    [
      'a directive deletes an item',
      { volumes: named('a', 'b') },
      { volumes: [{ name: 'a', $patch: 'delete' }] },
      { volumes: named('b') },
    ],
    [
      'a directive replaces a map',
      { nodeSelector: { a: '1' } },
      { nodeSelector: { $patch: 'replace', b: '2' } },
      { nodeSelector: { b: '2' } },
    ],
    [
      'a directive replaces a list',
      { volumes: named('a') },
      { volumes: [{ $patch: 'replace' }, { name: 'b' }] },
      { volumes: named('b') },
    ],
    [
      'a directive says which keys stay',
      { volumes: [{ name: 'a', emptyDir: {} }] },
      { volumes: [{ name: 'a', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] },
      { volumes: [{ name: 'a', hostPath: { path: '/x' } }] },
    ],
  ])('%s', (_, original, patch, expected) => {
    expect(merge(original, patch)).toEqual(expected);
  });

  it('changes nothing in place', () => {
    const original = spec({ volumes: named('a') });
    mergeStrategic('Pod', original, spec({ volumes: named('b') }));
    expect(original).toEqual(spec({ volumes: named('a') }));
  });

  it('takes keys of any name as plain keys', () => {
    const merged = mergeStrategic('Pod', {}, JSON.parse('{"metadata":{"labels":{"__proto__":"x"}}}'));
    expect(JSON.stringify(merged)).toBe('{"metadata":{"labels":{"__proto__":"x"}}}');
    expect(Object.prototype).not.toHaveProperty('x');
  });
});
