import { describe, expect, it } from 'vitest';
import { compareSpecificity, hostCovers, hostsOverlap, namesOf, resolveHost } from '../../src/mesh/hosts.js';

describe('hosts', () => {
  it.each([
    ['reviews', 'reviews.shop.svc.cluster.local'],
    ['Reviews', 'reviews.shop.svc.cluster.local'],
    ['stock.warehouse', 'stock.warehouse'],
    ['API.Example.com', 'api.example.com'],
    ['*', '*'],
    ['*.example.com', '*.example.com'],
    ['2001:DB8::1', '2001:db8::1'],
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
    ['*b', 'b', true],
    ['*.b', '*.a.b', true],
    ['*.a.b', '*.b', false],
    ['a.b', '*.b', false],
  ])('%s covers %s: %s', (outer, inner, covers) => {
    expect(hostCovers(outer, inner)).toBe(covers);
  });

  it.each([
    ['a.shop.svc.cluster.local', ['a', 'a.shop.svc', 'a.shop']],
    ['a.far.svc.cluster.local', ['a.far', 'a.far.svc']],
    ['x.a.shop.svc.cluster.local', ['x.a.shop', 'x.a.shop.svc']],
    ['api.example.com', []],
  ])('%s goes by short names in namespace shop: %s', (host, short) => {
    expect(namesOf(host, 'shop')).toEqual([host, `${host}.`, ...short]);
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
