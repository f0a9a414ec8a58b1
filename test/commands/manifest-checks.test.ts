import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './command-run.js';
import { generate, generateSpec, manifestOf } from './manifest-run.js';

const folder = mkdtempSync(join(tmpdir(), 'manifest-checks-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('settings that are refused', () => {
  const proxy = 'values.global.proxy';
  const refused: readonly (readonly [string, RegExp])[] = [
    ['revision=A_B', /^Error: revision: "A_B" is no DNS label/],
    ['tag=a/b', /^Error: tag: "a\/b" can not be the tag/],
    ['hub=a::b', /^Error: hub: "a::b" can not be the registry/],
    ['hub=Mine/images', /^Error: hub: /],
    [`${proxy}.includeIPRanges=10.0.0.0`, /includeIPRanges: "10.0.0.0" is neither/],
    [`${proxy}.excludeIPRanges=10.0.0.0/33`, /excludeIPRanges: /],
    [`${proxy}.includeInboundPorts=http`, /includeInboundPorts: /],
    [`${proxy}.excludeInboundPorts=70000`, /excludeInboundPorts: /],
  ];
  it.each(refused)('%s', async (set, message) => {
    await expect(generate('profile=empty', set)).rejects.toThrow(message);
    const { exit, err } = await runCommand(['manifest', 'generate', '--set', 'profile=empty', '--set', set, '--force']);
    expect({ exit, err }).toEqual({ exit: 0, err: expect.stringMatching(/^Warning: /) });
  });

  const fine = [
    'revision=a-1',
    'tag=1.30.3',
    'hub=localhost:5000/istio',
    'hub=example.com:443/a/b',
    'hub=[::1]:5000',
    'hub=docker',
    `${proxy}.includeIPRanges=10.0.0.0/8\\,fd00::/8`,
    `${proxy}.includeIPRanges=*`,
    `${proxy}.excludeInboundPorts=15020\\,15090`,
  ];
  it.each(fine)('but not %s', async (set) => {
    expect(await generate('profile=empty', set)).toEqual([]);
  });

  it('ports of gateways that only root may open', async () => {
    const entry = (port: object) => ({ ingressGateways: [{ name: 'a', k8s: { service: { ports: [port] } } }] });
    const refusedPort = generateSpec({ components: entry({ name: 'http', port: 80 }) });
    await expect(refusedPort).rejects.toThrow(
      /components.ingressGateways\[0\].k8s.service.ports\[0\]: only root may listen on 80/,
    );
    await generateSpec({ components: entry({ name: 'http', port: 80, targetPort: 8080 }) });
    await generateSpec({ components: entry({ name: 'http', port: 80, targetPort: 'http' }) });
    const asRoot = { gateways: { 'istio-ingressgateway': { runAsRoot: true } } };
    await generateSpec({ components: entry({ name: 'http', port: 80 }), values: asRoot });
  });

  it('two IstioOperators in one file', async () => {
    const one = '{"kind": "IstioOperator", "apiVersion": "install.istio.io/v1alpha1", "spec": {"profile": "empty"}}';
    await expect(manifestOf(['-f', '-'], `${one}\n---\n${one}`)).rejects.toThrow(/2 IstioOperators in one file/);
    const path = join(folder, 'a.yaml');
    writeFileSync(path, one);
    expect(await manifestOf(['-f', path, '-f', '-'], `---\n${one}\n---\n`)).toEqual([]);
  });
});
