import { describe, expect, it } from 'vitest';
import { runCommand } from './command-run.js';

const MESH = `
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: shop, labels: {app: web}, annotations: {sidecar.istio.io/status: '{"revision":"canary"}'}}
spec:
  initContainers:
  - name: istio-init
    args: [istio-iptables, -p, "15001", -z, "15006", -u, "1337", -m, REDIRECT, -i, "*", -x, "10.9.0.0/16", -b, "*", -d, "15090,15021,81,15020"]
  containers:
  - {name: web, ports: [{containerPort: 8080, name: http}, {containerPort: 81}]}
  - {name: istio-proxy, image: "hub/proxyv2:1.30.3", args: [proxy, sidecar]}
status: {phase: Running, podIP: 10.1.1.1}
---
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: default}
spec: {containers: [{name: app, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: route, namespace: shop}
spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: pool, namespace: shop}
spec: {host: web}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict, namespace: shop}
spec: {mtls: {mode: STRICT}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: viewers, namespace: shop}
spec: {action: DENY, rules: [{to: [{operation: {paths: ["/admin"]}}]}]}
`;

const run = (line: string) => runCommand(['describe', 'pod', ...line.split(' '), '-f', '-'], MESH);

describe('describe pod', () => {
  it('tells what the redirection takes', async () => {
    const { exit, out } = await run('web-1.shop');
    expect(exit).toBe(0);
    expect(out).toMatch(/^Pod: web-1\.shop\nRevision: canary\nProxy: hub\/proxyv2:1\.30\.3\n/);
    expect(out).toContain('  Inbound: TCP to all ports but 81, 15020, 15021, 15090 -> 15006\n');
    expect(out).toContain('  Outbound: TCP to all addresses but addresses 10.9.0.0/16 -> 15001\n');
    expect(out).toMatch(/ {2}8080\/TCP +http +web +through the proxy \(15006\)\n/);
    expect(out).toMatch(/ {2}81\/TCP +web +past the proxy\n/);
    for (const port of [15000, 15001, 15006, 15020, 15021, 15053, 15090])
      expect(out).toMatch(new RegExp(`^ {2}${port} `, 'm'));
  });

  it.each(['web-1.shop', 'svc/web -n shop', 'pod/web-1 -n shop'])('tells what applies to %s', async (target) => {
    const { out } = await run(target);
    expect(out).toContain("web.shop.svc.cluster.local (-:19)\n    Port 80 (http) -> 8080: http, by the port's name\n");
    expect(out).toContain('DestinationRule pool.shop (-:29)');
    expect(out).toContain('VirtualService route.shop: in force (-:24)');
    expect(out).toMatch(/8080 +STRICT +PeerAuthentication strict\.shop +-:37\n/);
    expect(out).toMatch(/viewers\.shop +DENY +1 rule +-:39\n/);
  });

  it('gives data', async () => {
    const { out } = await run('web-1.shop -o json');
    expect(JSON.parse(out)).toMatchObject({
      revision: 'canary',
      redirection: { kind: 'redirected', redirection: { inboundPort: 15006, excludedRanges: ['10.9.0.0/16'] } },
      ports: [
        { port: 8080, taken: true },
        { port: 81, taken: false },
      ],
      services: [{ host: 'web.shop.svc.cluster.local', virtualServices: [{ name: 'route.shop' }] }],
      authorizationPolicies: [{ name: 'viewers.shop', action: 'DENY', rules: 1, place: '-:39' }],
    });
  });

  it('says why nothing is redirected', async () => {
    expect((await run('bare')).out).toMatch(/Redirection:\n {2}None: no proxy/);
  });

  it('knows no other pods', async () => {
    const { exit, err } = await run('web-1');
    expect(exit).toBe(1);
    expect(err).toContain('did you mean web-1.shop?');
  });
});
