import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runInMemory } from './memory-io.js';

const DUMPS = new URL('../../goldens/proxy-config/dumps/', import.meta.url).pathname;
const bank = readFileSync(`${DUMPS}bank.config_dump.json`, 'utf8');
const statuses = `${DUMPS}bank.clusters.json`;
const folder = mkdtempSync(join(tmpdir(), 'proxy-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const RESOURCES = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.0.0.7, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints: [{addresses: [10.1.0.7], conditions: {ready: true}, targetRef: {kind: Pod, name: web-1, namespace: shop}}]
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: shop, labels: {app: web}}
spec: {containers: [{name: istio-proxy, image: proxyv2}]}
status: {phase: Running, podIP: 10.1.0.7, podIPs: [{ip: 10.1.0.7}], conditions: [{type: Ready, status: "True"}]}
`;

describe('a file is recognized by its content', () => {
  it('as a config dump, also from stdin', async () => {
    const { stdout, exit } = await runInMemory(['pc', 'c', '--fqdn', 'rates', '-f', '-'], bank);
    expect(stdout.split('\n').map((line) => line.split(/\s+/).slice(0, 2))).toContainEqual(['rates.fx.example', '443']);
    expect(exit).toBe(0);
  });

  it('as a config dump in YAML', async () => {
    const yaml = (await runInMemory(['pc', 'all', '-o', 'yaml', '-f', '-'], bank)).stdout;
    expect(yaml).toMatch(/^configs:/);
    const [fromYaml, fromJson] = await Promise.all([
      runInMemory(['pc', 'all', '-f', '-'], yaml),
      runInMemory(['pc', 'all', '-f', '-'], bank),
    ]);
    expect(fromYaml).toEqual(fromJson);
  });

  it('as endpoint statuses, which have no clusters', async () => {
    expect((await runInMemory(['pc', 'ep', '-f', statuses])).stdout).toContain('10.7.0.2:9080');
    const { exit, stderr, stdout } = await runInMemory(['pc', 'c', '-f', statuses]);
    expect([exit, stdout]).toEqual([65, '']);
    expect(stderr).toContain('proxy-config endpoint');
  });

  it('as Kubernetes resources, which are translated', async () => {
    const path = file('shop.yaml', RESOURCES);
    const { stdout, exit } = await runInMemory(['pc', 'clusters', 'web-1.shop', '-f', path]);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/web\.shop\.svc\.cluster\.local +80 +- +outbound +EDS/);
    const all = await runInMemory(['pc', 'all', 'web-1.shop', '-f', folder]);
    expect(all.stdout).toContain('listener/virtualInbound');
    expect(all.stdout).not.toContain('secret');
    const endpoints = await runInMemory(['pc', 'ep', 'web-1.shop', '-f', '-', '--port', '8080'], RESOURCES);
    expect(endpoints.stdout).toMatch(/10\.1\.0\.7:8080 .* outbound\|80\|\|web\.shop/);
  });

  it('of a proxy that is not there, with the nearest name', async () => {
    const { exit, stderr } = await runInMemory(['pc', 'c', 'web-2.shop', '-f', '-'], RESOURCES);
    expect(exit).toBe(64);
    expect(stderr).toContain('web-1.shop');
  });
});

describe('what is wrong is said', () => {
  it.each([
    ['a missing file', ['pc', 'c', '-f', '/nowhere/x.json'], 65, 'no such file'],
    ['no JSON', ['pc', 'c', '-f', '-'], 65, 'no JSON'],
    ['an unknown format', ['pc', 'c', '-o', 'xml', '-f', '-'], 64, 'table, short, json, yaml'],
    ['a bad port', ['pc', 'c', '--port', '99999', '-f', '-'], 64, 'no port'],
    ['an unknown type', ['pc', 'l', '--type', 'UDP', '-f', '-'], 64, 'HTTP+TCP'],
    ['nothing to look at', ['pc', 'l'], 64, '--admin'],
    ['an address that is none', ['pc', 'l', '--admin', 'a b'], 64, 'HOST:PORT'],
  ])('%s', async (_, argv, exit, text) => {
    const ran = await runInMemory(argv, 'not json');
    expect(ran.exit).toBe(exit);
    expect(ran.stderr).toContain(text);
    expect(ran.stdout).toBe('');
  });

  it('a dump without the section, with its name', async () => {
    const { exit, stderr } = await runInMemory(['pc', 'l', '-f', '-', 'extra', 'args'], '{"configs":[]}');
    expect(exit).toBe(65);
    expect(stderr).toContain('ListenersConfigDump');
  });

  it('a field of a wrong type, with its path', async () => {
    const dump = JSON.stringify({
      configs: [
        {
          '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump',
          static_clusters: [{ cluster: { name: 7 } }],
        },
      ],
    });
    const { exit, stderr } = await runInMemory(['pc', 'c', '-f', '-'], dump);
    expect(exit).toBe(65);
    expect(stderr).toContain('configs[0].static_clusters[0].cluster.name');
  });

  it('a dump that is cut off, and its complete resources are shown', async () => {
    const cut = bank.slice(0, bank.indexOf('"name":"outbound|4000||misc'));
    const { exit, stdout, stderr } = await runInMemory(['pc', 'c', '-f', '-'], cut);
    expect(exit).toBe(0);
    expect(stderr).toContain('cut off');
    expect(stdout).toContain('prometheus_stats');
    expect(stdout).not.toContain('misc');
  });
});

describe('what comes from a dump', () => {
  it('can not steer a terminal', async () => {
    const dump = bank.replaceAll('rates.fx.example', 'rates\\u001b[31m\\u202e\\u009b.example');
    for (const command of ['c', 'l', 'r', 'all', 'b']) {
      for (const format of ['table', 'json']) {
        const { stdout, exit } = await runInMemory(['pc', command, '-o', format, '-f', '-'], dump);
        expect(exit).toBe(0);
        expect(stdout).not.toMatch(/[\u001b\u009b\u202e]/);
      }
    }
  });

  it('shows no private key that an Envoy has not hidden', async () => {
    const key = Buffer.from('-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n').toString('base64');
    const dump = bank.replaceAll('W3JlZGFjdGVkXQ==', key);
    expect(dump).toContain(key);
    for (const [command, format] of [
      ['s', 'json'],
      ['s', 'yaml'],
      ['s', 'table'],
      ['all', 'json'],
      ['all', 'yaml'],
    ] as const) {
      const { stdout, exit } = await runInMemory(['pc', command, '-o', format, '-f', '-'], dump);
      expect(exit).toBe(0);
      expect(stdout).not.toContain(key);
    }
  });

  it('names what is not in use on stderr', async () => {
    const dump = JSON.stringify({
      configs: [
        {
          '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump',
          dynamicListeners: [
            { name: 'a', activeState: { listener: { name: 'a' } }, drainingState: {} },
            { name: 'b', warmingState: { listener: { name: 'b' } }, errorState: { details: 'bad\u001b port' } },
          ],
        },
      ],
    });
    const { stdout, stderr } = await runInMemory(['pc', 'l', '-f', '-'], dump);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('listener a is draining');
    expect(stderr).toContain('listener b is warming');
    expect(stderr).toContain('listener b: Envoy refused an update: bad\\x1b port');
  });
});
