import { describe, expect, it } from 'vitest';
import { resolveGateway } from '../../src/mesh/gateway-names.js';

describe('gateway names', () => {
  it.each([
    ['mesh', 'mesh'],
    ['edge', 'shop/edge'],
    ['infra/edge', 'infra/edge'],
    ['./edge', 'shop/edge'],
    ['edge.infra', 'infra/edge'],
    ['edge.infra.svc.cluster.local', 'infra/edge'],
  ])('%s in namespace shop is %s', (written, name) => {
    expect(resolveGateway(written, 'shop')).toBe(name);
  });
});
