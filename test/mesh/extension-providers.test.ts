import { describe, expect, it } from 'vitest';
import { extensionProviders } from '../../src/mesh/extension-providers.js';

describe('extension providers', () => {
  it.each([
    ['a built-in one', [], { path: '/dev/stdout' }],
    ['one that replaces it', [{ name: 'envoy', envoyFileAccessLog: { path: '/a' } }], { path: '/a' }],
    ['the built-in one beside another case', [{ name: 'Envoy', envoyFileAccessLog: {} }], { path: '/dev/stdout' }],
    [
      'the last of a name',
      ['/a', '/b'].map((path) => ({ name: 'envoy', envoyFileAccessLog: { path } })),
      { path: '/b' },
    ],
  ])('find %s', (_, providers, expected) => {
    expect(extensionProviders({ extensionProviders: providers }).get('envoy')?.['envoyFileAccessLog']).toEqual(
      expected,
    );
  });
});
