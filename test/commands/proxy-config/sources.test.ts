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
    ['a bad port', ['pc', 'c', '--port', 'http', '-f', '-'], 64, 'no port'],
    ['nothing to look at', ['pc', 'l'], 64, '--admin'],
    ['an address that is none', ['pc', 'l', '--admin', 'a b'], 64, 'HOST:PORT'],
  ])('%s', async (_, argv, exit, text) => {
    const ran = await runInMemory(argv, 'not json');
    expect(ran.exit).toBe(exit);
    expect(ran.stderr).toContain(text);
    expect(ran.stdout).toBe('');
  });

  it.each([
    ['a port that is none', ['l', '--port', '99999'], 'ADDRESSES PORT MATCH DESTINATION\n', '--port 99999'],
    ['a type that is none', ['l', '--type', 'UDP'], 'ADDRESSES PORT MATCH DESTINATION\n', 'HTTP+TCP'],
    ['endpoints that are not in it', ['eds'], 'NAME     STATUS     LOCALITY     CLUSTER\n', 'include_eds'],
    ['hosts that are not in it', ['ep'], 'ENDPOINT     STATUS     OUTLIER CHECK     CLUSTER\n', 'include_eds'],
  ])('%s, with an empty table', async (_, argv, stdout, text) => {
    const { configs } = JSON.parse(bank) as { configs: { '@type': string }[] };
    const dump = { configs: configs.filter((c) => !c['@type'].endsWith('EndpointsConfigDump')) };
    const ran = await runInMemory(['pc', ...argv, '-f', '-'], JSON.stringify(dump));
    expect([ran.exit, ran.stdout]).toEqual([0, stdout]);
    expect(ran.stderr).toContain(text);
  });

  it('a proxy that is named beside a dump, unless nothing but the policies of the dump is asked for', async () => {
    expect(await runInMemory(['pc', 'l', 'teller', '-f', '-'], bank)).toMatchObject({ exit: 64, stdout: '' });
    expect(await runInMemory(['pc', 'l', 'several', 'words', '-f', '-'], bank)).toMatchObject({ exit: 0 });
    expect(await runInMemory(['x', 'authz', 'check', 'teller', '-f', '-'], bank)).toMatchObject({ exit: 0 });
    expect(await runInMemory(['x', 'authz', 'check', 'a', 'b', '-f', '-'], bank)).toMatchObject({ exit: 64 });
  });

  it('a dump whose clusters, listeners or routes are empty, of which no table is printed', async () => {
    const sections = ['Bootstrap', 'Clusters', 'Listeners', 'Routes', 'Secrets'];
    const configs = sections.map((name) => ({ '@type': `type.googleapis.com/envoy.admin.v3.${name}ConfigDump` }));
    const ran = await runInMemory(['pc', 'all', '-f', '-'], JSON.stringify({ configs }));
    expect(ran).toMatchObject({ exit: 65, stdout: '' });
    expect(ran.stderr).toContain('no active clusters');
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

describe('filters', () => {
  const firstCells = async (argv: readonly string[]) => {
    const { stdout } = await runInMemory(['pc', ...argv, '-f', '-'], bank);
    return stdout.split('\n').map((line) => line.split(' ')[0]);
  };
  it('name an endpoint of eds and of all with its port', async () => {
    expect(await firstCells(['eds', '--address', '10.7.0.3:9080'])).toContain('10.7.0.3:9080');
    expect(await firstCells(['eds', '--address', '10.7.0.3'])).toEqual(['NAME', '']);
    expect(await firstCells(['all', '--address', '10.7.0.3'])).not.toContain('endpoint/10.7.0.3:9080');
  });
  it.each(['false', 'F', '0'])('take %s for a boolean', async (value) => {
    expect((await firstCells(['l', `--verbose=${value}`])).length).toBeLessThan((await firstCells(['l'])).length);
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
