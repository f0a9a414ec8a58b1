import { expect, test } from 'vitest';
import { resolveDefaultExportTo, visibleFrom } from '../../src/mesh/visibility.js';

test.each([
  [undefined, true, true],
  [['*'], true, true],
  [['.'], true, false],
  [['*', '.'], true, false],
  [['other'], false, false],
  [['~'], false, false],
])('by the default %j of the mesh: the own namespace sees it %s, another %s', (byDefault, own, other) => {
  const visibility = resolveDefaultExportTo(byDefault, 'own');
  expect([visibleFrom(visibility, 'own'), visibleFrom(visibility, 'other')]).toEqual([own, other]);
});
