import { describe, expect, it } from 'vitest';
import { byHand, decodeInjectorConfig } from '../../src/inject/index.js';

describe('the configuration of an injector', () => {
  it('is decoded, with what is missing left empty', () => {
    const { config, problems } = decodeInjectorConfig({
      policy: 'disabled',
      defaultTemplates: ['a', 'b'],
      alwaysInjectSelector: [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }],
      injectedAnnotations: null,
      templates: { a: 'x', b: 'y' },
    });
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      policy: 'disabled',
      defaultTemplates: ['a', 'b'],
      alwaysInjectSelector: [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }],
      neverInjectSelector: [],
      injectedAnnotations: {},
    });
    expect(byHand(config)).toMatchObject({
      policy: 'enabled',
      defaultTemplates: ['sidecar'],
      alwaysInjectSelector: [],
    });
  });

  it.each([
    ['a text', []],
    [{}, ['templates']],
    [{ templates: {} }, ['templates']],
    [{ templates: { a: 1 } }, ['templates', 'a']],
    [{ templates: { a: '' }, neverInjectSelector: [{ matchLabels: 'x' }] }, ['neverInjectSelector', 0, 'matchLabels']],
  ])('%j is wrong at %j', (value, path) => {
    expect(decodeInjectorConfig(value).problems.map((problem) => problem.path)).toEqual([path]);
  });
});
