import { describe, expect, it } from 'vitest';
import { environmentProxy } from '../../src/kube/proxy.js';

const env = { HTTPS_PROXY: 'http://proxy:3128' };

describe('the proxy of the environment', () => {
  it('is the one for the scheme of the server', () => {
    expect(environmentProxy('https://api.example.org', env)).toBe('http://proxy:3128');
    expect(environmentProxy('http://api.example.org', env)).toBeUndefined();
    expect(environmentProxy('https://api.example.org', { https_proxy: 'proxy:1' })).toBe('http://proxy:1');
  });

  it('is never taken for loopback', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(environmentProxy(`https://${host}:6443`, env)).toBeUndefined();
    }
  });

  it.each([
    ['*', true],
    ['example.org', true],
    ['.example.org', true],
    ['*.example.org', true],
    ['ample.org', false],
    ['api.example.org:6443', true],
    ['api.example.org:443', false],
    ['other.org, api.example.org', true],
    ['10.0.0.0/8', false],
  ])('heeds NO_PROXY=%s', (list, excluded) => {
    const proxy = environmentProxy('https://api.example.org:6443', { ...env, NO_PROXY: list });
    expect(proxy === undefined).toBe(excluded);
  });

  it('heeds networks in NO_PROXY', () => {
    const of = (server: string, list: string) => environmentProxy(server, { ...env, NO_PROXY: list });
    expect(of('https://10.1.2.3', '10.0.0.0/8')).toBeUndefined();
    expect(of('https://11.1.2.3', '10.0.0.0/8')).toBe('http://proxy:3128');
    expect(of('https://[fd00::1]', 'fd00::/8')).toBeUndefined();
    expect(of('https://[fd00::1]', 'fd00::1')).toBeUndefined();
  });
});
