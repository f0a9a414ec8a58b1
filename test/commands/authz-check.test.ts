import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommand } from './command-run.js';

const SECURITY = 'test/goldens/xds/security';

async function check(proxy: string, file: string, ...more: readonly string[]) {
  const { exit, out } = await runCommand(['authz', 'check', proxy, '-f', `${SECURITY}/${file}.yaml`, ...more]);
  expect(exit).toBe(0);
  return out;
}

/** Line of the first place where a text stands in a case's file. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(`${SECURITY}/${file}.yaml`, 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

describe('authz check', () => {
  it('tells of each port which rules are in force there', async () => {
    const file = 'authz-http-fields-on-tcp-port';
    const ports = JSON.parse(await check('broker-a.queue', file, '-o', 'json')) as {
      port?: number;
      protocol: string;
      connections: string;
      remainder: string;
      rules: { action: string; policy: string; rule: number }[];
    }[];
    const rules = (number: number) =>
      ports.find(({ port }) => port === number)?.rules.map(({ action, policy, rule }) => `${action} ${policy} ${rule}`);
    expect(rules(5672)).toEqual([
      'LOG broker-audit.queue 1',
      'DENY broker-deny.queue 1',
      'DENY broker-deny.queue 2',
      'ALLOW broker-allow.queue 1',
    ]);
    expect(rules(15672)).toEqual([...(rules(5672) ?? []), 'ALLOW broker-allow.queue 2', 'ALLOW broker-allow.queue 3']);
    expect(ports.map(({ port, protocol }) => [port, protocol])).toEqual([
      [undefined, 'HTTP'],
      [undefined, 'TCP'],
      [5672, 'TCP'],
      [15672, 'HTTP'],
    ]);
    expect(ports.every(({ remainder }) => remainder === 'denied')).toBe(true);
    expect(ports.every(({ connections }) => connections === 'mTLS or plain')).toBe(true);
  });

  it('names file and line of each rule', async () => {
    const file = 'authz-http-fields-on-tcp-port';
    const first = lineOf(file, 'name: broker-allow');
    const places = [...(await check('broker-a.queue', file)).matchAll(/broker-allow\.queue .*yaml:(\d+)/g)];
    expect(places.length).toBeGreaterThan(0);
    expect(places.every(([, line]) => Number(line) > first)).toBe(true);
  });

  it.each([
    [
      'what external authorizers are asked',
      'albums-a.photos',
      'authz-custom-http-provider',
      /CUSTOM +albums-check\.photos +rule 1 +asks gatekeeper-http/,
    ],
    ['what is only recorded', 'payroll-a.hr', 'authz-dry-run', /ALLOW +payroll-trial\.hr +rule 1 +dry run/],
    [
      'that a dry run allows the rest',
      'payroll-a.hr',
      'authz-dry-run',
      /dry run .*\n {2}=> what no rule takes is allowed/,
    ],
    [
      'that no rule fits the protocol',
      'catalog-a.library',
      'authz-operations-every-field',
      /\(TCP, .*\n {2}ALLOW policies are in force, but none/,
    ],
    [
      'that nothing is decided',
      'web-a.photos',
      'authz-custom-http-provider',
      /Port 8080 .*\n {2}=> no policy: everything is allowed/,
    ],
  ])('says %s', async (_, proxy, file, expected) => {
    expect(await check(proxy, file)).toMatch(expected);
  });

  it('reads config dumps', async () => {
    const policy = { permissions: [{ any: true }], principals: [{ any: true }] };
    const rbac = (rules: object) => ({
      name: 'envoy.filters.network.rbac',
      typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC', ...rules },
    });
    const listener = {
      '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
      name: 'virtualInbound',
      filter_chains: [
        { name: 'virtualInbound-blackhole', filter_chain_match: { destination_port: 15006 } },
        {
          filter_chain_match: { destination_port: 9000 },
          filters: [rbac({ rules: { action: 'DENY', policies: { 'ns[a]-policy[b]-rule[2]': policy } } })],
          transport_socket: { name: 'tls' },
        },
      ],
    };
    const dump = {
      configs: [
        {
          '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump',
          dynamic_listeners: [{ name: 'virtualInbound', active_state: { listener } }],
        },
      ],
    };
    const { exit, out } = await runCommand(['authz', 'check', '-f', '-'], JSON.stringify(dump));
    expect(exit).toBe(0);
    expect(out).toBe('Port 9000 (TCP, TLS only)\n  DENY  b.a  rule 3\n  => what no rule takes is allowed\n');
  });

  it('knows no other proxies', async () => {
    const { exit, err } = await runCommand(['authz', 'check', 'x.hr', '-f', `${SECURITY}/authz-dry-run.yaml`]);
    expect(exit).toBe(64);
    expect(err).toContain('no proxy x.hr');
  });
});
