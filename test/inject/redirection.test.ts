import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/inject/redirection/arguments.js';
import { appPorts, type PodFacts, readRedirection } from '../../src/inject/redirection/redirection.js';

const USUAL =
  '-p 15001 -z 15006 -u 1337 -m REDIRECT -i * -x  -b * -d 15090,15021,15020 --log_output_level=default:info';

function pod(args: string, more: Partial<NonNullable<PodFacts['spec']>> = {}): PodFacts {
  const init = { name: 'istio-init', args: ['istio-iptables', ...args.split(' ')] };
  return { annotations: {}, spec: { initContainers: [init], containers: [{ name: 'istio-proxy' }], ...more } };
}

function read(facts: PodFacts) {
  const found = readRedirection(facts);
  if (found.kind !== 'redirected') throw new Error(`not redirected: ${found.reason}`);
  return found.redirection;
}

describe('parseArguments', () => {
  it.each([
    ['-p 15001', { outboundPort: '15001' }],
    ['-p=15001', { outboundPort: '15001' }],
    ['--envoy-port 15001', { outboundPort: '15001' }],
    ['--envoy-port=15001', { outboundPort: '15001' }],
    ['-x  -b *', { excludedRanges: '', inboundPorts: '*' }],
    ['--no-such-flag -u 7', { user: '7' }],
    ['-p', { outboundPort: '' }],
  ])('reads %s', (args, values) => {
    expect(parseArguments(args.split(' ')).values).toEqual(values);
  });

  it('reads switches', () => {
    const { switches } = parseArguments(['--run-validation', '--skip-rule-apply=true', '--native-nftables=false']);
    expect([...switches]).toEqual(['run-validation', 'skip-rule-apply']);
  });
});

describe('readRedirection', () => {
  it('knows the usual arguments', () => {
    expect(read(pod(USUAL))).toEqual({
      container: 'istio-init',
      byCni: false,
      nftables: false,
      mode: 'REDIRECT',
      user: '1337',
      group: '1337',
      inboundPort: 15006,
      outboundPort: 15001,
      inboundPorts: ['*'],
      excludedInboundPorts: ['15090', '15021', '15020'],
      ranges: ['*'],
      excludedRanges: [],
      outboundPorts: [],
      excludedOutboundPorts: [],
      virtualInterfaces: [],
      excludedInterfaces: [],
      dns: false,
    });
  });

  it.each([
    [
      '-i 10.0.0.0/8,192.168.0.0/16 -x 10.9.0.0/16',
      { ranges: ['10.0.0.0/8', '192.168.0.0/16'], excludedRanges: ['10.9.0.0/16'] },
    ],
    ['-q 443 -o 3306,6379', { outboundPorts: ['443'], excludedOutboundPorts: ['3306', '6379'] }],
    ['-m TPROXY -u 0 -g 1337', { mode: 'TPROXY', user: '0', group: '1337' }],
    ['-k net1 -c docker0', { virtualInterfaces: ['net1'], excludedInterfaces: ['docker0'] }],
    ['--run-validation --skip-rule-apply', { byCni: true }],
    ['--native-nftables', { nftables: true }],
    ['--redirect-dns', { dns: true }],
    ['', { mode: 'REDIRECT', outboundPort: 15001, inboundPort: 15006, user: '1337' }],
  ])('reads %s', (args, expected) => {
    expect(read(pod(args))).toMatchObject(expected);
  });

  it('finds DNS capture in the environment', () => {
    const containers = [{ name: 'istio-proxy', env: [{ name: 'ISTIO_META_DNS_CAPTURE', value: 'true' }] }];
    expect(read(pod(USUAL, { containers })).dns).toBe(true);
  });

  const proxy = { name: 'istio-proxy', args: ['proxy', 'sidecar'] };
  it.each<[string, PodFacts]>([
    ['no-proxy', { annotations: {}, spec: undefined }],
    ['no-proxy', { annotations: {}, spec: { containers: [{ name: 'app' }] } }],
    ['host-network', { annotations: {}, spec: { hostNetwork: true } }],
    ['gateway', { annotations: {}, spec: { containers: [{ name: 'istio-proxy', args: ['proxy', 'router'] }] } }],
    ['ambient', { annotations: { 'ambient.istio.io/redirection': 'enabled' }, spec: {} }],
    ['mode-none', { annotations: { 'sidecar.istio.io/interceptionMode': 'NONE' }, spec: { containers: [proxy] } }],
    ['no-init-container', { annotations: {}, spec: { containers: [proxy] } }],
  ])('says %s', (reason, facts) => {
    expect(readRedirection(facts)).toEqual({ kind: 'not-redirected', reason });
  });
});

describe('appPorts', () => {
  const app = {
    name: 'app',
    ports: [{ containerPort: 80 }, { containerPort: 81, name: 'x' }, { containerPort: 53, protocol: 'UDP' }],
  };
  const containers = [app, { name: 'istio-proxy', ports: [{ containerPort: 15090 }] }];
  it.each([
    ['-b * -d 81', [true, false, false]],
    ['-b 81 -d 80', [false, true, false]],
    ['-b  -d 80', [false, false, false]],
  ])('judges ports by %s', (args, taken) => {
    const facts = pod(args, { containers });
    expect(appPorts(facts, readRedirection(facts)).map((port) => port.taken)).toEqual(taken);
  });
});
