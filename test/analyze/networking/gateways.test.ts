import { describe, expect, it } from 'vitest';
import { networkingAnalyzers } from '../../../src/analyze/analyzers/networking/index.js';
import { analyze, findings } from '../harness.js';
import { gateway, join, pod, service } from './documents.js';

function only(name: string) {
  return networkingAnalyzers.filter((analyzer) => analyzer.name === `gateway.${name}`);
}

/** Of test.example, signed by itself. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBhDCCASugAwIBAgIUXTWRAvDBdwgSv37OqaemTwZ+BLgwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMdGVzdC5leGFtcGxlMCAXDTI2MTEyMTA3MTkzNloYDzIxMjYx
MDI4MDcxOTM2WjAXMRUwEwYDVQQDDAx0ZXN0LmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATW+TeCt7N33jfFe6zMlWqo5i7vMDoWU137q5DLBsp26HpX
SDg9TSvYWjbiwHX6Ozv8QY1RAn6kXBARxXR+nP4Eo1MwUTAdBgNVHQ4EFgQUr3fu
2EMlmJqmBlxVLLzfFCPQwAYwHwYDVR0jBBgwFoAUr3fu2EMlmJqmBlxVLLzfFCPQ
wAYwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAMkZOlE8tEmt+L
Gp6CtjMAmGFce/ZfOt20l/t0wowkrgIgXCo9Bm9ccuPiAGFKG5PEGeyyYQAmu9oO
mCdRVZJIlvk=
-----END CERTIFICATE-----`;

const cluster = { complete: true };
const server = (port: number, hosts: string, more = '') =>
  `{port: {number: ${port}, name: p${port}, protocol: HTTPS}, hosts: [${hosts}]${more}}`;
const spec = (selector: string, ...servers: readonly string[]) =>
  `{selector: {${selector}}, servers: [${servers.join(', ')}]}`;

describe('certificates of several Gateways', () => {
  const analyzers = only('CertificateAnalyzer');
  const secret = (name: string) => server(443, 'x', `, tls: {mode: SIMPLE, credentialName: ${name}}`);
  const files = (name: string, key = 'k') =>
    server(443, 'x', `, tls: {mode: SIMPLE, serverCertificate: ${name}, privateKey: ${key}}`);
  const found = (...specs: readonly string[]) =>
    findings(analyzers, join(...specs.map((text, i) => gateway(`g${i}`, text))));
  const at = (...names: readonly string[]) => names.map((name) => `IST0138 Gateway ns/${name} metadata.name`);

  it.each([
    ['the same Secret', [spec('a: b', secret('s')), spec('a: b', secret('s'))], at('g0', 'g1')],
    ['the same files', [spec('a: b', files('f')), spec('a: b', files('f'))], at('g0', 'g1')],
    ['the same certificate with other keys', [spec('a: b', files('f')), spec('a: b', files('f', 'l'))], []],
    ['other Secrets', [spec('a: b', secret('s')), spec('a: b', secret('t'))], []],
    ['other pods', [spec('a: b', secret('s')), spec('a: c', secret('s'))], []],
    ['all pods and some', [spec('', secret('s')), spec('a: c', secret('s'))], at('g0')],
    ['pods with more labels', [spec('a: b', secret('s')), spec('a: b, c: d', secret('s'))], at('g0')],
    ['one Gateway alone', [spec('a: b', secret('s'), secret('s'))], []],
    ['without TLS', [spec('a: b', server(80, 'x')), spec('a: b', server(80, 'x'))], []],
  ])('%s', (_, specs, expected) => {
    expect(found(...specs)).toEqual(expected);
  });

  it('are a finding for each other Gateway', () => {
    const text = ['a', 'b', 'c'].map((name) => gateway(name, spec('a: b', secret('s'))));
    const others = analyze(analyzers, join(...text)).map(({ args }) => `${args['gateway']} ${args['other']}`);
    expect(others.sort()).toEqual(['ns/a ns/b', 'ns/a ns/c', 'ns/b ns/a', 'ns/b ns/c', 'ns/c ns/a', 'ns/c ns/b']);
  });
});

describe('Gateways with the same listener', () => {
  const analyzers = only('ConflictingGatewayAnalyzer');
  const pods = join(pod('p', 'istio: gw, zone: a'), pod('q', 'app: q'));
  const found = (...specs: readonly string[]) =>
    analyze(analyzers, join(pods, ...specs.map((text, i) => gateway(`g${i}`, text))), cluster).map(
      ({ resource, args }) => `${resource?.metadata.name}: ${args['gateways']} ${args['port']} ${args['hosts']}`,
    );

  it.each([
    [
      'the same host',
      [spec('istio: gw', server(80, 'x.a')), spec('istio: gw', server(80, 'x.a, y.a'))],
      ['g0: ns/g1 80 x.a', 'g1: ns/g0 80 x.a,y.a'],
    ],
    ['other ports', [spec('istio: gw', server(80, 'x.a')), spec('istio: gw', server(81, 'x.a'))], []],
    ['other hosts', [spec('istio: gw', server(80, 'x.a')), spec('istio: gw', server(80, 'y.a'))], []],
    [
      'other addresses',
      [spec('istio: gw', server(80, 'x.a')), spec('istio: gw', server(80, 'x.a', ', bind: 1.1.1.1'))],
      [],
    ],
    [
      'more labels for the same pod',
      [spec('istio: gw', server(80, 'x.a')), spec('istio: gw, zone: a', server(80, 'x.a'))],
      ['g0: ns/g1 80 x.a', 'g1: ns/g0 80 x.a'],
    ],
    [
      'more labels, for no pod',
      [spec('istio: gw', server(80, 'x.a')), spec('istio: gw, zone: b', server(80, 'x.a'))],
      [],
    ],
    ['labels of other pods', [spec('istio: gw', server(80, 'x.a')), spec('app: q', server(80, 'x.a'))], []],
    [
      'all pods',
      [spec('', server(80, 'x.a')), spec('app: q', server(80, 'x.a'))],
      ['g0: ns/g1 80 x.a', 'g1: ns/g0 80 x.a'],
    ],
    [
      'a pod that is not there',
      [spec('istio: none', server(80, 'x.a')), spec('istio: none', server(80, 'x.a'))],
      ['g0: ns/g1 80 x.a', 'g1: ns/g0 80 x.a'],
    ],
    [
      'the second server',
      [spec('istio: gw', server(80, 'x.a'), server(80, 'y.a')), spec('istio: gw', server(80, 'y.a'))],
      ['g0: ns/g1 80 y.a', 'g1: ns/g0 80 y.a'],
    ],
    ['one Gateway alone', [spec('istio: gw', server(80, 'x.a'), server(80, 'x.a'))], []],
  ])('%s', (_, specs, expected) => {
    expect(found(...specs)).toEqual(expected);
  });

  it('are compared in files too, where the selectors are the same or a pod has both', () => {
    const same = [gateway('a', spec('a: b', server(80, 'x.a'))), gateway('b', spec('a: b', server(80, 'x.a')))];
    expect(findings(analyzers, join(...same))).toHaveLength(2);
    const nested = [gateway('a', spec('a: b', server(80, 'x.a'))), gateway('b', spec('a: b, c: d', server(80, 'x.a')))];
    expect(findings(analyzers, join(...nested))).toEqual([]);
    expect(findings(analyzers, join(...nested, pod('p', 'a: b, c: d')))).toHaveLength(2);
  });
});

describe('ports of Gateways', () => {
  const analyzers = only('IngressGatewayPortAnalyzer');
  const pods = pod('gw', 'app: gw');
  const found = (...documents: readonly string[]) => findings(analyzers, join(...documents), cluster);
  const g = (port: number, selector = 'app: gw') => gateway('g', spec(selector, server(port, 'x.a')));
  const undefinedPort = ['IST0162 Gateway ns/g spec.servers[0].port.number'];
  const noPods = ['IST0101 Gateway ns/g spec.selector'];

  it.each([
    ['of the Service', [pods, service('gw', [80]), g(80)], []],
    ['that the Service leads to', [pods, service('gw', ['80, targetPort: 8080']), g(8080)], []],
    ['of the Service, which leads to another', [pods, service('gw', ['80, targetPort: 8080']), g(80)], []],
    ['in text', [pods, service('gw', ['80, targetPort: "8080"']), g(8080)], []],
    ['of UDP alone', [pods, service('gw', ['80, protocol: UDP']), g(80)], undefinedPort],
    ['that no Service has', [pods, service('gw', [80]), g(81)], undefinedPort],
    ['without a Service', [pods, g(80)], undefinedPort],
    ['of a Service for other pods', [pods, service('other', [80]), g(80)], undefinedPort],
    ['of a Service elsewhere', [pods, service('other/gw', [80]), g(80)], undefinedPort],
    ['of a Service without selector', [pods, service('gw', [80]).replace('app: gw', ''), g(80)], []],
    ['of pods elsewhere', [pod('other/gw', 'app: gw'), service('other/gw', [80]), g(80)], []],
    ['of no pods', [pods, service('gw', [80]), g(80, 'app: none')], noPods],
    ['of any pods', [pods, service('gw', [80]), g(80, '')], []],
  ])('%s', (_, documents, expected) => {
    expect(found(...documents)).toEqual(expected);
  });
});

describe('Secrets of Gateways', () => {
  const analyzers = only('SecretAnalyzer');
  const found = (...documents: readonly string[]) =>
    findings(analyzers, join(pod('edge/gw', 'app: gw'), ...documents), cluster);
  const g = (...names: readonly string[]) =>
    gateway('g', spec('app: gw', ...names.map((name) => server(443, 'x', `, tls: {credentialName: ${name}}`))));
  const secret = (data: string, name = 'edge/s') => {
    const [namespace, own] = name.split('/');
    return `apiVersion: v1\nkind: Secret\nmetadata: {name: ${own}, namespace: ${namespace}}\n${data}\n`;
  };
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const good = encode(CERTIFICATE);
  const at = (code: string, index = 0) => `${code} Gateway ns/g spec.servers[${index}].tls.credentialName`;

  it.each([
    ['with certificate and key', [secret(`data: {tls.crt: ${good}, tls.key: eA==}`), g('s')], []],
    ['with generic keys', [secret(`data: {cert: ${good}, key: eA==}`), g('s')], []],
    ['as plain text', [secret(`stringData: {tls.crt: ${JSON.stringify(CERTIFICATE)}, tls.key: x}`), g('s')], []],
    ['without a key', [secret(`data: {tls.crt: ${good}}`), g('s')], [at('IST0161')]],
    ['with something else', [secret('data: {tls.crt: Z2FyYmFnZQ==, tls.key: eA==}'), g('s')], [at('IST0161')]],
    [
      'with a broken certificate',
      [secret(`data: {tls.crt: ${encode(CERTIFICATE.replace('MII', 'AAA'))}, tls.key: eA==}`), g('s')],
      [at('IST0161')],
    ],
    ['with other keys', [secret('data: {a: eA==, b: eA==}'), g('s')], [at('IST0161')]],
    ['that do not exist', [g('s')], [at('IST0101')]],
    ['of another namespace', [secret(`data: {tls.crt: ${good}, tls.key: eA==}`, 'ns/s'), g('s')], [at('IST0101')]],
    ['named with their namespace', [secret(`data: {tls.crt: ${good}, tls.key: eA==}`, 'ns/s'), g('ns/s')], []],
    ['one of two', [secret(`data: {tls.crt: ${good}, tls.key: eA==}`), g('s', 't')], [at('IST0101', 1)]],
  ])('%s', (_, documents, expected) => {
    expect(found(...documents)).toEqual(expected);
  });

  it('are one finding, with what is wrong with each', () => {
    const text = join(
      pod('edge/gw', 'app: gw'),
      secret('data: {tls.crt: eA==, tls.key: eA==}'),
      secret('data: {a: eA==}', 'edge/t'),
      g('s', 't'),
    );
    const [finding] = analyze(analyzers, text, cluster);
    expect(finding?.args['problems']).toBe('s (missing), t (missing)');
  });

  it.each([
    ['2020-01-01', 's (not valid yet)'],
    ['2030-01-01', undefined],
    ['2130-01-01', 's (expired)'],
  ])('on %s', (day, problems) => {
    const text = join(pod('edge/gw', 'app: gw'), secret(`data: {tls.crt: ${good}, tls.key: eA==}`), g('s'));
    const [finding] = analyze(analyzers, text, { ...cluster, now: Date.parse(day) });
    expect(finding?.args['problems']).toBe(problems);
  });

  it('are not looked up without pods', () => {
    const text = gateway('g', spec('app: none', server(443, 'x', ', tls: {credentialName: s}')));
    expect(found(text)).toEqual(['IST0101 Gateway ns/g spec.selector']);
  });
});
