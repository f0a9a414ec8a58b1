import { describe, expect, it } from 'vitest';
import { runInMemory } from './proxy-config/memory-io.js';

const explain = (...args: string[]) => runInMemory(['explain-schema', ...args]);

describe('explain-schema', () => {
  it.each(['virtualservice', 'VirtualServices', 'vs', 'VS', 'virtualservices.networking.istio.io'])(
    'knows a kind as %s',
    async (name) => {
      const { exit, stdout } = await explain(name);
      expect(exit).toBe(0);
      expect(stdout).toMatch(/^GROUP: +networking\.istio\.io\nKIND: +VirtualService\nVERSION: +v1\n/);
    },
  );

  it('shows a field with its type, values and limits', async () => {
    const tls = await explain('dr.spec.trafficPolicy.tls.mode');
    expect(tls.stdout).toContain('FIELD: spec.trafficPolicy.tls.mode <string>');
    expect(tls.stdout).toMatch(/VALUES:\n {4}DISABLE\n {4}SIMPLE\n/);
    const host = await explain('destinationrule.spec.host');
    expect(host.stdout).toContain('<string> -required-');
    const uri = await explain('vs.spec.http[0].match[].uri');
    expect(uri.stdout).toContain('at most one of: exact, prefix, regex');
    const timeout = await explain('vs.spec.http.timeout');
    expect(timeout.stdout).toContain('rule: must be a valid duration');
  });

  it('lists the fields within, of all levels where asked for', async () => {
    const short = await explain('gateway.spec.servers');
    expect(short.stdout).toMatch(/FIELDS:\n(.*\n)* {2}port <Object> -required-\n/);
    expect(short.stdout).not.toContain('number <integer>');
    const deep = await explain('gateway.spec.servers', '--recursive');
    expect(deep.stdout).toContain('\n  port <Object> -required-\n    name <string> -required-\n');
    const map = await explain('pa.spec.portLevelMtls');
    expect(map.stdout).toContain('<map[string]Object>');
    expect(map.stdout).toContain('  mode <string>');
  });

  it('knows what is no resource, and metadata', async () => {
    expect((await explain('meshconfig.defaultConfig')).stdout).toContain('KIND:       MeshConfig');
    expect((await explain('istiooperator.spec')).exit).toBe(0);
    expect((await explain('gateway.metadata.labels')).stdout).toContain('<map[string]string>');
  });

  it('takes a version that is served', async () => {
    for (const version of ['v1beta1', 'networking.istio.io/v1beta1'])
      expect((await explain('gateway', '--api-version', version)).stdout).toMatch(/VERSION: +v1beta1\n/);
    const { exit, stderr } = await explain('gateway', '--api-version', 'v2');
    expect(exit).toBe(64);
    expect(stderr).toContain('networking.istio.io/v1beta1');
  });

  it.each([
    ['virtualservics', 'VirtualService'],
    ['vs.spec.htp', 'http'],
    ['vs.spce', 'spec'],
    ['dr.spec.trafficPolicy.outlierDetecton.interval', 'outlierDetection'],
  ])('says what was meant by %s', async (target, meant) => {
    const { exit, stdout, stderr } = await explain(target);
    expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' });
    expect(stderr).toContain(`did you mean ${meant}?`);
  });

  it('lists what there is where nothing is near', async () => {
    expect((await explain('zzz')).stderr).toContain('kinds: ');
    expect((await explain('gateway.spec.zzzzzz')).stderr).toContain('fields: selector, servers');
    expect((await explain('gateway.spec.selector.a')).stderr).toContain('has no fields');
    expect((await explain('gateway.spec.__proto__')).exit).toBe(64);
  });

  it('prints JSON', async () => {
    const { stdout } = await explain('pa.spec.mtls', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'PeerAuthentication',
      path: 'spec.mtls',
      field: { type: 'Object', fields: [{ name: 'mode', values: expect.arrayContaining(['STRICT']) }] },
    });
  });
});
