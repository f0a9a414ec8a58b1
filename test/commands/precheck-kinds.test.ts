import { describe, expect, it } from 'vitest';
import { neededKinds } from '../../src/commands/precheck-kinds.js';

const object = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'x' } });

describe('kinds that an installation needs', () => {
  it('are those of its manifest, once each, and those that it always writes', () => {
    const kinds = neededKinds([
      object('apps/v1', 'Deployment'),
      object('apps/v1', 'Deployment'),
      object('v1', 'ConfigMap'),
    ]);
    expect(kinds).toEqual([
      { group: '', resource: 'namespaces', namespaced: false },
      { group: '', resource: 'configmaps', namespaced: true },
      { group: 'apps', resource: 'deployments', namespaced: true },
    ]);
  });
  it('leave out what other profiles have', () => {
    expect(neededKinds([]).map(({ resource }) => resource)).toEqual(['namespaces', 'configmaps']);
  });
});
