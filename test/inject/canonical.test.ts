import { describe, expect, it } from 'vitest';
import { canonicalize } from '../../src/inject/shapes/canonical.js';
import { kubernetesShapes } from '../../src/inject/shapes/index.js';
import type { FieldType } from '../../src/inject/shapes/shape.js';

const structName = (type: FieldType): string | undefined => {
  if (type.kind === 'list' || type.kind === 'map') return structName(type.item);
  return type.kind === 'struct' ? type.name : undefined;
};

describe('shapes', () => {
  it('name only shapes that exist, and merge lists by fields that exist', () => {
    const shapes = kubernetesShapes();
    for (const shape of shapes.values()) {
      for (const field of shape.fields.values()) {
        const name = structName(field.type);
        if (name !== undefined) expect(shapes.has(name), `${shape.name}.${field.name}: ${name}`).toBe(true);
        const key = field.type.kind === 'list' && field.type.item.kind === 'struct' ? field.type.mergeKey : undefined;
        if (name !== undefined && key !== undefined)
          expect(shapes.get(name)?.fields.has(key), `${name}.${key}`).toBe(true);
      }
    }
  });
});

describe('canonical objects', () => {
  it('have what is always there, and leave out what is empty', () => {
    const { value, problems } = canonicalize('Deployment', {
      kind: 'Deployment',
      spec: { replicas: 0, paused: false, template: { spec: { containers: [{ name: 'a', env: [], tty: false }] } } },
    });
    expect(problems).toEqual([]);
    expect(value).toEqual({
      kind: 'Deployment',
      metadata: {},
      spec: {
        replicas: 0,
        selector: null,
        strategy: {},
        template: { metadata: {}, spec: { containers: [{ name: 'a', resources: {} }] } },
      },
      status: {},
    });
  });

  it('have keys in order, and keep fields that nobody knows', () => {
    const { value } = canonicalize('Pod', { spec: { zeta: { b: 1, a: 2 }, containers: [], alpha: 1 }, kind: 'Pod' });
    expect(JSON.stringify(value)).toBe(
      '{"kind":"Pod","metadata":{},"spec":{"alpha":1,"containers":[],"zeta":{"b":1,"a":2}},"status":{}}',
    );
  });

  it.each([
    [
      { spec: { containers: [{ name: 'a', ports: [{ containerPort: '80' }] }] } },
      ['spec', 'containers', 0, 'ports', 0, 'containerPort'],
    ],
    [
      { spec: { containers: [{ name: 'a', env: [{ name: 'x', value: true }] }] } },
      ['spec', 'containers', 0, 'env', 0, 'value'],
    ],
    [{ spec: { containers: {} } }, ['spec', 'containers']],
    [{ metadata: { labels: { a: 1 } } }, ['metadata', 'labels', 'a']],
    [{ spec: { overhead: { cpu: 'lots' } } }, ['spec', 'overhead', 'cpu']],
  ])('%j is wrong at %j', (pod, path) => {
    expect(canonicalize('Pod', pod).problems.map((problem) => problem.path)).toEqual([path]);
  });

  it('spell quantities their way', () => {
    const resources = { limits: { cpu: '2000m', memory: '1024Mi' }, requests: { cpu: 1 } };
    const { value } = canonicalize('Container', { name: 'a', resources });
    expect(value['resources']).toEqual({ limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '1' } });
  });
});
