import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../property.js';
import { runInMemory } from './proxy-config/memory-io.js';

const SHOP = ['simulate', '-f', 'test/samples/shop', '--from', 'deployment/web.shop'];
const DUMP = readFileSync(new URL('../goldens/proxy-config/dumps/edge.config_dump.json', import.meta.url), 'utf8');
const run = (...words: string[]) => runInMemory(words);

interface Answer {
  readonly legs: readonly { readonly proxy: string; readonly outcome: Record<string, unknown> }[];
}
async function legsOf(...words: string[]): Promise<Answer['legs']> {
  const { exit, stdout, stderr } = await run(...SHOP, '-o', 'json', ...words);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const answer: Answer = JSON.parse(stdout);
  return answer.legs;
}

describe('simulate', () => {
  it('follows a request to the workload behind the service, with file and line', async () => {
    const { exit, stdout } = await run(...SHOP, 'GET', 'http://catalog:8080/items');
    expect(exit).toBe(0);
    expect(stdout).toMatch(
      /not route +testers +header x-tester: wants exact true, there is none +\S*catalog\.yaml:\d+/,
    );
    expect(stdout).toMatch(/weights: 90 % outbound\|8080\|v1\|catalog/);
    expect(stdout).toContain('deployment/catalog-v1.shop (inbound, to *:8080)');
  });

  it.each([
    [
      ['GET', 'http://catalog.shop.svc.cluster.local:8080/', '-H', 'X-Tester: true'],
      'outbound|8080|v2|catalog.shop.svc.cluster.local',
    ],
    [['http://catalog.shop:8080/', '--random', '0.95'], 'outbound|8080|v2|catalog.shop.svc.cluster.local'],
    [['--tcp', 'database:5432'], 'outbound|5432||database.shop.svc.cluster.local'],
    [['GET', 'http://nowhere.example/'], 'PassthroughCluster'],
    [['GET', 'https://nowhere.example/'], 'PassthroughCluster'],
  ])('%j goes to %s', async (words, cluster) => {
    expect((await legsOf(...words))[0]?.outcome).toMatchObject({ kind: 'forwarded', cluster });
  });

  it.each([
    [['simulate', '-f', 'test/samples/shop', 'GET', 'http://a/'], '--from'],
    [[...SHOP], 'URL'],
    [[...SHOP, 'GET', 'a'], 'URL'],
    [[...SHOP, 'GET', 'http://a/', '-H', 'nothing'], 'header'],
    [[...SHOP, '--tcp', 'a'], 'HOST:PORT'],
    [[...SHOP, 'GET', 'http://a/', '--random', '1'], '--random'],
    [[...SHOP, 'GET', 'http://a/', '--admin', 'localhost:1'], '--admin'],
  ])('is a mistake: %j', async (words, said) => {
    const { exit, stdout, stderr } = await run(...words);
    expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' });
    expect(stderr).toContain(said);
  });

  it('reads a config dump', async () => {
    const words = ['simulate', '-f', '-', '-o', 'json', 'GET', 'http://store.example.org/old'];
    const { exit, stdout } = await runInMemory(words, DUMP);
    const answer: Answer = JSON.parse(stdout);
    expect(stdout).toContain('VirtualService store.shop');
    expect({ exit, outcome: answer.legs[0]?.outcome }).toMatchObject({
      exit: 0,
      outcome: { listener: '0.0.0.0_8080', virtualHost: 'store.example.org:80', kind: 'redirected' },
    });
  });
});

/** The sections of a dump that following a request reads. */
const FOLLOWED = /\.(Listeners|Routes|Clusters|Endpoints)ConfigDump$/;
interface Dump {
  readonly configs: readonly { readonly '@type': string }[];
}
const isDump = (value: unknown): value is Dump => typeof value === 'object' && value !== null && 'configs' in value;

describe('a dump that says anything', () => {
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const root: unknown = JSON.parse(DUMP);
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      collect(child);
    }
  };
  if (isDump(root)) for (const { '@type': type, ...section } of root.configs) if (FOLLOWED.test(type)) collect(section);

  it('is blamed, and no bug', async () => {
    const place = fc.integer({ min: 0, max: places.length - 1 });
    const value = fc.constantFrom<unknown>(undefined, null, true, 0, -1, '', 'a', [], [1], [null], {}, { a: 1 });
    await fc.assert(
      fc.asyncProperty(place, value, async (i, broken) => {
        const [holder, key] = places[i] ?? [{}, ''];
        const before = holder[key];
        holder[key] = broken;
        const words = ['simulate', '-f', '-', 'GET', 'http://store.example.org/cart'];
        const { exit, stderr } = await runInMemory(words, JSON.stringify(root));
        holder[key] = before;
        expect(stderr).not.toContain('bug in meshwright');
        expect([0, 64, 65]).toContain(exit);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('the way through several proxies', () => {
  const POD = (name: string, ip: string, labels: string, ports: string) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ns, labels: {${labels}}}
spec: {containers: [{name: istio-proxy, image: proxyv2, args: [proxy, ${name === 'edge' ? 'router' : 'sidecar'}], ports: [${ports}]}]}
status: {phase: Running, podIP: ${ip}, podIPs: [{ip: ${ip}}], conditions: [{type: Ready, status: "True"}]}`;
  const MESH = [
    POD('edge', '10.0.0.1', 'istio: edge', '{containerPort: 8080}'),
    POD('app', '10.0.0.2', 'app: app, security.istio.io/tlsMode: istio', '{containerPort: 9000}'),
    `
apiVersion: v1
kind: Service
metadata: {name: app, namespace: ns}
spec: {clusterIP: 10.96.0.1, selector: {app: app}, ports: [{name: http, port: 80, targetPort: 9000}]}`,
    `
apiVersion: v1
kind: Service
metadata: {name: edge, namespace: ns}
spec: {clusterIP: 10.96.0.2, selector: {istio: edge}, ports: [{name: http, port: 80, targetPort: 8080}]}`,
    `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: ns}
spec:
  selector: {istio: edge}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [app.example]}]`,
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: app, namespace: ns}
spec:
  hosts: [app.example]
  gateways: [edge]
  http:
  - match: [{uri: {prefix: /old/}}]
    rewrite: {uri: /}
    headers: {request: {set: {x-edge: "yes"}}}
    route: [{destination: {host: app}}]`,
    ...['app', 'edge'].map(
      (name, i) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, namespace: ns, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: [{name: http, port: ${name === 'app' ? 9000 : 8080}}]
endpoints: [{addresses: [10.0.0.${2 - i}], conditions: {ready: true}, targetRef: {kind: Pod, name: ${name}, namespace: ns}}]`,
    ),
  ].join('\n---');

  it('hands the rewritten request on, with the port of the pod', async () => {
    const words = ['simulate', '-f', '-', '--from', 'edge.ns', '-o', 'json', 'http://app.example/old/a?b'];
    const { exit, stdout, stderr } = await runInMemory(words, MESH);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    const { legs } = JSON.parse(stdout);
    expect(legs).toMatchObject([
      { proxy: 'edge.ns', request: { direction: 'gateway', destination: { port: 8080 } } },
      {
        proxy: 'app.ns',
        request: {
          direction: 'inbound',
          destination: { address: '10.0.0.2', port: 9000 },
          http: { path: '/a?b', headers: [['x-edge', 'yes']] },
        },
        outcome: { kind: 'forwarded', cluster: 'inbound|9000||' },
      },
    ]);
  });

  it('connects to the host of the URL, whatever the Host header says', async () => {
    const words = [
      'simulate',
      '-f',
      '-',
      '--from',
      'app.ns',
      '-o',
      'json',
      'http://edge/old/',
      '-H',
      'host: app.example',
    ];
    const { stdout } = await runInMemory(words, MESH);
    const { legs } = JSON.parse(stdout);
    expect(legs[0].request).toMatchObject({
      destination: { address: '10.96.0.2', port: 80 },
      http: { authority: 'app.example', headers: [] },
    });
  });

  it.each(['app', 'app.ns', 'app.ns.svc', 'app.ns.svc.cluster.local', 'APP'])(
    'finds the address of %s',
    async (host) => {
      const words = ['simulate', '-f', '-', '--from', 'app.ns', '-o', 'json', `http://${host}/`];
      const { legs } = JSON.parse((await runInMemory(words, MESH)).stdout);
      expect(legs[0].request.destination).toEqual({ address: '10.96.0.1', port: 80 });
      expect(legs[1]).toMatchObject({ proxy: 'app.ns', request: { tls: 'mtls', source: { ip: '10.0.0.2' } } });
    },
  );
});
