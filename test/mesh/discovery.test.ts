import { describe, expect, it } from 'vitest';
import { meshOf, pod, service } from './input.js';

const namespace = (name: string, labels = '') => `
apiVersion: v1
kind: Namespace
metadata: {name: ${name}, labels: {${labels}}}`;
const elsewhere = (text: string) => text.replace('namespace: ns', 'namespace: other');

describe('discovery selectors', () => {
  it.each([
    ['none', undefined, ['a', 'b']],
    ['labels', [{ matchLabels: { mesh: 'yes' } }], ['a']],
    ['several', [{ matchLabels: { mesh: 'yes' } }, { matchLabels: { mesh: 'no' } }], ['a', 'b']],
    ['an expression', [{ matchExpressions: [{ key: 'mesh', operator: 'NotIn', values: ['yes'] }] }], ['b']],
  ])('know the services by %s', (_, discoverySelectors, expected) => {
    const mesh = meshOf(
      [
        namespace('ns', 'mesh: "yes"'),
        namespace('other', 'mesh: "no"'),
        service('a', 'port: 80', '10.1.0.1'),
        elsewhere(service('b', 'port: 80', '10.1.0.2')),
        elsewhere(pod('b', '10.0.0.2')),
      ],
      { discoverySelectors },
    );
    expect(mesh.services.map((s) => s.hostname.split('.')[0])).toEqual(expected);
    expect(mesh.proxies.map((p) => p.name)).toEqual(['b']);
  });
});
