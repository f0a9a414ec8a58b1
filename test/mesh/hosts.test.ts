import { describe, expect, it } from 'vitest';
import { compareSpecificity, hostCovers, hostsOverlap, resolveHost } from '../../src/mesh/hosts.js';

describe('hosts', () => {
  it.each([
    ['reviews', 'reviews.shop.svc.cluster.local'],
    ['Reviews', 'reviews.shop.svc.cluster.local'],
    ['stock.warehouse', 'stock.warehouse'],
    ['API.Example.com', 'api.example.com'],
    ['*', '*'],
    ['*.example.com', '*.example.com'],
  ])('%s of namespace shop is %s', (written, host) => {
    expect(resolveHost(written, 'shop')).toBe(host);
  });

  it.each([
    ['a.b', 'a.b', true],
    ['a.b', 'b', false],
    ['*', 'a.b', true],
    ['*', '*.b', true],
    ['*.b', 'a.b', true],
    ['*.b', 'x.a.b', true],
    ['*.b', 'b', false],
    ['*.b', 'ab', false],
    ['*.b', '*.a.b', true],
    ['*.a.b', '*.b', false],
    ['a.b', '*.b', false],
  ])('%s covers %s: %s', (outer, inner, covers) => {
    expect(hostCovers(outer, inner)).toBe(covers);
  });

  it('overlap in either direction', () => {
    expect(hostsOverlap('*.a.b', '*.b')).toBe(true);
    expect(hostsOverlap('*.b', '*.a.b')).toBe(true);
    expect(hostsOverlap('*.a', '*.b')).toBe(false);
  });

  it('are ordered exact first, then by the longer wildcard', () => {
    expect(['*', '*.b', 'a.b', '*.a.b', 'c.a.b'].sort(compareSpecificity)).toEqual([
      'c.a.b',
      'a.b',
      '*.a.b',
      '*.b',
      '*',
    ]);
  });
});
