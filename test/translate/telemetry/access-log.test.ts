import { describe, expect, it } from 'vitest';
import { accessLogs } from '../../../src/translate/telemetry/access-log.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import { meshOf, pod, proxyOf } from '../../mesh/input.js';

function configOf(name: string, provider: object) {
  const mesh = meshOf([pod('w', '10.0.0.1')], { extensionProviders: [{ name, envoyFileAccessLog: provider }] });
  const proxy = proxyOf(mesh, 'w');
  const t = { mesh, proxy, scope: mesh.scopeOf(proxy), shared: buildSharedState() };
  return accessLogs(t, [{ provider: name }], 'http')[0]?.typedConfig;
}

describe('the path of a log', () => {
  it.each([
    ['other', {}, '/dev/stdout'],
    ['envoy', {}, undefined],
    ['envoy', { path: '/a' }, '/a'],
    ['envoy', { logFormat: { text: 'x' } }, '/dev/stdout'],
  ])('of provider %s with %j', (name, provider, path) => {
    expect(configOf(name, provider)?.['path']).toBe(path);
  });
});
