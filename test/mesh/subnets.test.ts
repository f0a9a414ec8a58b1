import { describe, expect, it } from 'vitest';
import { isUnspecified, parseSubnet, subnetKey } from '../../src/mesh/subnets.js';

describe('subnets', () => {
  it.each([
    ['10.1.2.3', { address: '10.1.2.3', length: 32 }],
    ['10.1.2.3/8', { address: '10.1.2.3', length: 8 }],
    ['2001:0DB8::0:1/64', { address: '2001:db8::1', length: 64 }],
    ['10.0.0.0/33', undefined],
    ['10.0.0.0/8/8', undefined],
    ['db.example', undefined],
  ])('%s is read', (text, subnet) => {
    expect(parseSubnet(text)).toEqual(subnet);
  });

  it.each([
    ['10.1.2.3/8', '10.9.9.9/8', true],
    ['10.1.2.3/9', '10.200.0.0/9', false],
    ['2001:db8:0:1::/48', '2001:db8:0:2::1/48', true],
    ['2001:db8:0:1::/64', '2001:db8:0:2::/64', false],
  ])('%s and %s are one network: %s', (a, b, same) => {
    const key = (text: string) => subnetKey(parseSubnet(text) ?? { address: '', length: 0 });
    expect(key(a) === key(b)).toBe(same);
  });

  it('of all addresses ask nothing', () => {
    expect(isUnspecified({ address: '0.0.0.0', length: 0 })).toBe(true);
  });
});
