import { describe, expect, it } from 'vitest';
import { runCommand } from './command-run.js';

const SHOP = 'test/samples/shop';
const POLICIES = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: istio-system}
spec: {mtls: {mode: DISABLE}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: only-web, namespace: shop}
spec: {rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}]}
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: shop}
spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "connectTimeout: 3s"}
`;
const CLUSTER = 'cluster/outbound|8080|v1|catalog.shop.svc.cluster.local';

async function explain(...what: readonly string[]) {
  const args = ['explain', 'deployment/web.shop', ...what, '-f', SHOP, '-f', '-', '-o', 'json'];
  const { exit, out, err } = await runCommand(args, POLICIES);
  expect(err).toBe('');
  expect(exit).toBe(0);
  return JSON.parse(out);
}

interface Named {
  readonly kind: string;
  readonly name: string;
}
const names = (list: readonly Named[]) => list.map(({ kind, name }) => `${kind}/${name}`);

describe('explain', () => {
  it('names the resources that made a cluster, with their places', async () => {
    const { parts, shapedBy } = await explain(CLUSTER);
    expect(parts[0].path).toBe('');
    expect(parts[0].from).toMatchObject([
      {
        kind: 'DestinationRule',
        name: 'catalog',
        namespace: 'shop',
        path: 'spec.subsets[0]',
        file: `${SHOP}/catalog.yaml`,
      },
      { kind: 'Service', name: 'catalog', namespace: 'shop', path: 'spec', file: `${SHOP}/catalog.yaml` },
    ]);
    expect(parts[0].from[0].line).toBeGreaterThan(1);
    expect(names(shapedBy)).toEqual(['PeerAuthentication/default']);
  });

  it('tells settings from defaults, with the fields that they decide', async () => {
    const { settings } = await explain(CLUSTER);
    const [connect] = settings.filter(({ name }: Named) => name === 'MeshConfig.connectTimeout');
    expect(connect).toEqual({
      name: 'MeshConfig.connectTimeout',
      value: '3s',
      set: true,
      fields: [{ path: 'connectTimeout', value: '3s' }],
    });
  });

  it('goes down to a virtual host and a route, by name, domain or index', async () => {
    const host = 'catalog.shop.svc.cluster.local:8080';
    const whole = await explain('route/8080');
    expect(whole.parts.map((part: { path: string }) => part.path)).toContain(`virtualHosts[${host}].routes[canary]`);
    expect(names(whole.shapedBy)).toEqual(['Sidecar/default']);
    const { parts } = await explain(`route/8080/${host}`);
    expect(parts.map((part: { path: string }) => part.path)).toEqual(['', 'routes[testers]', 'routes[canary]']);
    const byIndex = await explain(`route/8080/catalog.shop/1`);
    const byName = await explain(`route/8080/${host}/canary`);
    expect(byIndex.parts).toEqual(byName.parts);
    expect(byName.parts).toMatchObject([{ path: '', from: [{ kind: 'VirtualService', path: 'spec.http[1]' }] }]);
    const timeout = { setting: 'VirtualService http.timeout', fields: [{ path: 'route.timeout', value: '0s' }] };
    expect(byName.builtIn).toEqual([timeout]);
  });

  it('finds what made the policies of a listener', async () => {
    const { parts, shapedBy } = await explain('listener/virtualInbound');
    const made = parts.flatMap(({ from }: { from: readonly Named[] }) => names(from));
    expect(made).toContain('AuthorizationPolicy/only-web');
    expect(names(shapedBy)).toContain('PeerAuthentication/default');
  });

  it('lists all resources that count for a proxy', async () => {
    const { resources } = await explain();
    expect(names(resources)).toContain('VirtualService/catalog');
    const { out } = await runCommand(['explain', 'deployment/web.shop', '-f', SHOP]);
    expect(out).toMatch(/^VirtualService +catalog\.shop +\d+ +test\/samples\/shop\/catalog\.yaml:\d+$/m);
  });

  it('prints places and fields for people', async () => {
    const { out } = await runCommand(['explain', 'deployment/web', CLUSTER, '-f', SHOP, '-f', '-'], POLICIES);
    expect(out).toContain('\nMade by\n  DestinationRule catalog.shop  test/samples/shop/catalog.yaml:');
    expect(out).toContain('\nMeshConfig\n  connectTimeout: 3s'.replace('connect', 'MeshConfig.connect'));
  });

  it('suggests names, and refuses what is none', async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['deployment/web', 'cluster/outbound|8080|v3|catalog.shop.svc.cluster.local'], 'did you mean outbound|8080|v1|'],
      [['deployment/web', 'route/8081'], 'did you mean 8080?'],
      [['deployment/web', 'route/8080/catalogs.shop'], 'did you mean catalog.shop'],
      [['deployment/web', 'route/8080/catalog.shop/9'], 'there are testers, canary'],
      [['deployment/web', 'secret/x'], 'write listener/NAME'],
      [['deployment/wep'], 'did you mean deployment/web'],
    ];
    for (const [args, hint] of cases) {
      const { exit, err } = await runCommand(['explain', ...args, '-f', SHOP]);
      expect(exit).toBe(64);
      expect(err).toContain(hint);
    }
  });
});
