import { describe, expect, it } from 'vitest';
import { checkVersion, newestIstio, oldestKubernetes, parseMinor } from '../../src/precheck/version.js';

describe('the version of the API server', () => {
  it.each([
    ['v1.34.2', '1.30.3', 'ok'],
    ['v1.32.0', '1.30.3', 'ok'],
    ['v1.31.9', '1.30.3', 'failed'],
    ['v1.27.3+k3s1', '1.30.3', 'failed'],
    ['v1.27.3', '1.26.0', 'ok'],
    ['v1.32.1-eks-abc', '1.30.3-distroless', 'ok'],
    ['v1.9.0', '1.30.3', 'failed'],
    ['v2.0.0', '1.30.3', 'ok'],
    // A tag that is no version stands for the release that all is made for.
    ['v1.31.0', 'latest', 'failed'],
    ['v1.32.0', 'latest', 'ok'],
    ['who knows', '1.30.3', 'warning'],
    [undefined, '1.30.3', 'skipped'],
  ])('%s for Istio %s: %s', (server, istio, status) => {
    const row = checkVersion(server, istio);
    expect(row.status).toBe(status);
    expect(row.code).toBe(status === 'failed' ? 'IST0142' : undefined);
  });

  it('says which Istio an older server is new enough for', () => {
    const hint = (server: string) => checkVersion(server, '1.30.3').hint ?? '';
    expect(hint('v1.31.0')).toContain('Istio 1.29');
    expect(hint('v1.28.4')).toContain('Istio 1.26');
    expect(hint('v1.27.0')).toContain('Istio 1.26');
    expect(hint('v1.16.0')).not.toContain('Istio');
  });

  it('has a table in which both columns grow', () => {
    for (let istio = 15; istio < 30; istio++) {
      expect(oldestKubernetes(istio) ?? 0).toBeLessThanOrEqual(oldestKubernetes(istio + 1) ?? 0);
    }
    expect(oldestKubernetes(30)).toBe(32);
    expect(oldestKubernetes(26)).toBe(27);
    expect(newestIstio(99)).toBe(30);
  });

  it.each([
    ['v1.34.2', 1, 34],
    ['1.27+', 1, 27],
    [' 1.30 ', 1, 30],
  ])('reads %s', (text, major, minor) => expect(parseMinor(text)).toEqual({ major, minor }));
  it.each(['latest', '', 'v1', '1.x', '-1.2', 'v1.99999'])('does not read %s', (text) =>
    expect(parseMinor(text)).toBeUndefined(),
  );
});
