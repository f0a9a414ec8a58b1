import { describe, expect, it } from 'vitest';
import { translateProxy } from '../../../src/translate/index.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import { meshOf, pod, proxyOf } from '../../mesh/input.js';

describe('connections that no chain takes', () => {
  it.each([
    [{ accessLogFile: '/dev/stdout' }, ['virtualInbound', 'virtualOutbound']],
    [{ accessLogFile: '/dev/stdout', disableEnvoyListenerLog: true }, []],
  ])('are logged under %j at', (config, names) => {
    const mesh = meshOf([pod('w', '10.0.0.1')], { ...config, proxyHttpPort: 15002 });
    const { listeners } = translateProxy(mesh, proxyOf(mesh, 'w'), buildSharedState());
    expect(listeners.map((l) => l.name)).toContain('127.0.0.1_15002');
    expect(listeners.filter((l) => 'accessLog' in l).map((l) => l.name)).toEqual(names);
  });
});
