import { describe, expect, it } from 'vitest';
import { directResponseLimit } from '../../src/translate/direct-response-limit.js';
import { buildSharedState } from '../../src/translate/translation.js';
import { meshOf, pod, proxyOf } from '../mesh/input.js';

const envoyFilter = (patch: string) => `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: f, namespace: ns}
spec: {workloadSelector: {labels: {app: b}}, configPatches: [${patch}]}`;
const value = '{operation: MERGE, value: {max_direct_response_body_size_bytes: 99}}';

describe('the limit of direct responses', () => {
  it.each([
    ['a', `{applyTo: ROUTE_CONFIGURATION, patch: ${value}}`, 1048576],
    ['b', `{applyTo: ROUTE_CONFIGURATION, patch: ${value}}`, 1048576],
    ['c', `{applyTo: ROUTE_CONFIGURATION, patch: ${value}}`, 99],
    ['c', `{applyTo: ROUTE_CONFIGURATION, match: {context: SIDECAR_INBOUND}, patch: ${value}}`, 1048576],
    ['c', `{applyTo: ROUTE_CONFIGURATION, patch: {operation: MERGE, value: {name: x}}}`, 1048576],
  ])('of proxy %s after {%s} of b is %d', (name, patch, expected) => {
    const pods = ['a', 'b', 'c'].map((proxy, i) => pod(proxy, `10.0.0.${i}`));
    const mesh = meshOf([...pods, envoyFilter(patch)]);
    const proxy = proxyOf(mesh, name);
    expect(directResponseLimit({ mesh, proxy, scope: mesh.scopeOf(proxy), shared: buildSharedState() })).toBe(expected);
  });
});
