import { describe, expect, it } from 'vitest';
import { networkingAnalyzers } from '../../../src/analyze/analyzers/networking/index.js';
import { analyze, findings } from '../harness.js';
import { destinationRule, join, service, serviceEntry, virtualService } from './documents.js';

function only(name: string) {
  return networkingAnalyzers.filter((analyzer) => analyzer.name === `virtualservice.${name}`);
}

const to = (host: string, more = '') => `{destination: {host: ${host}${more}}}`;
const http = (...routes: readonly string[]) => `http: [{route: [${routes.join(', ')}]}]`;

describe('hosts of several VirtualServices for sidecars', () => {
  const analyzers = only('ConflictingMeshGatewayHostsAnalyzer');
  const found = (...documents: readonly string[]) => findings(analyzers, join(...documents));
  const vs = (name: string, hosts: string, more = '') => virtualService(name, `{hosts: [${hosts}]${more}}`);
  const conflict = (...names: readonly string[]) => names.map((name) => `IST0109 VirtualService ${name} metadata.name`);

  it.each([
    ['the same short name', [vs('a', 'web'), vs('b', 'web')], ['ns/a', 'ns/b']],
    ['short name and FQDN', [vs('a', 'web'), vs('b', 'web.ns.svc.cluster.local')], ['ns/a', 'ns/b']],
    ['short names of two namespaces', [vs('a', 'web'), vs('other/b', 'web')], []],
    ['one host of two namespaces', [vs('a', 'x.example'), vs('other/b', 'x.example')], ['ns/a', 'other/b']],
    ['wildcard and name, both for all', [vs('a', 'x.example'), vs('b', '"*.example"')], []],
    [
      'one with mesh among its gateways',
      [vs('a', 'x.example, other.example'), vs('b', 'x.example', ', gateways: [g, mesh]')],
      ['ns/a', 'ns/b'],
    ],
    ['one for a gateway alone', [vs('a', 'x.example'), vs('b', 'x.example', ', gateways: [g]')], []],
    [
      'private ones of two namespaces',
      [vs('a', 'x.example', ', exportTo: [.]'), vs('other/b', 'x.example', ', exportTo: [.]')],
      [],
    ],
    [
      'one exported to the namespace of a private one',
      [vs('a', 'x.example', ', exportTo: [.]'), vs('other/b', 'x.example', ', exportTo: [ns]')],
      ['ns/a', 'other/b'],
    ],
    ['one exported to its namespace twice', [vs('a', 'x.example', ', exportTo: [., ns]')], []],
    [
      'private one and wildcard for all',
      [vs('a', 'x.example', ', exportTo: [.]'), vs('other/b', '"*.example"')],
      ['ns/a', 'other/b'],
    ],
    [
      'private wildcard and one for all',
      [vs('a', '"*.example"', ', exportTo: [.]'), vs('other/b', 'x.example')],
      ['ns/a', 'other/b'],
    ],
  ])('%s', (_, documents, names) => {
    expect(found(...documents)).toEqual(conflict(...names));
  });

  it('reports each VirtualService once', () => {
    expect(found(vs('a', 'x.example, y.example'), vs('b', 'x.example, y.example'))).toEqual(conflict('ns/a', 'ns/b'));
  });
});

describe('destinations', () => {
  const analyzers = only('DestinationHostAnalyzer');
  const registry = join(
    service('web', [80]),
    service('two', [80, 81]),
    'apiVersion: v1\nkind: Service\nmetadata: {name: private, namespace: ns, annotations: {networking.istio.io/exportTo: .}}\nspec: {ports: [{port: 80}]}\n',
    serviceEntry('ext', '{hosts: [api.example, "*.wild.example"], ports: [{number: 443, name: tls, protocol: TLS}]}'),
    serviceEntry('dom', '{hosts: ["*.ns.svc.cluster.local"], exportTo: [.], ports: [{number: 1, name: a}]}'),
    serviceEntry('own', '{hosts: [own.example], exportTo: [.], ports: [{number: 443, name: tls, protocol: TLS}]}'),
  );
  const found = (spec: string, name = 'v') =>
    findings(analyzers, join(registry, virtualService(name, spec)), { complete: true });
  const at = (code: string, path: string, name = 'ns/v') => [`${code} VirtualService ${name} spec.${path}`];
  const first = 'http[0].route[0].destination';

  it.each([
    ['a service', `{hosts: [a], ${http(to('web'))}}`, []],
    ['its FQDN', `{hosts: [a], ${http(to('web.ns.svc.cluster.local', ', port: {number: 80}'))}}`, []],
    [
      'no service, though a wildcard ends as its FQDN would',
      `{hosts: [a], ${http(to('wob'))}}`,
      at('IST0101', `${first}.host`),
    ],
    [
      'name and namespace, which is not completed',
      `{hosts: [a], ${http(to('web.ns'))}}`,
      at('IST0101', `${first}.host`),
    ],
    ['another port', `{hosts: [a], ${http(to('web', ', port: {number: 81}'))}}`, at('IST0101', `${first}.port.number`)],
    ['no port of several', `{hosts: [a], ${http(to('two'))}}`, at('IST0112', `${first}.host`)],
    ['one of several ports', `{hosts: [a], ${http(to('two', ', port: {number: 81}'))}}`, []],
    ['host of a ServiceEntry', `{hosts: [a], ${http(to('api.example'))}}`, []],
    ['host in a wildcard of a ServiceEntry', `{hosts: [a], ${http(to('x.wild.example'))}}`, []],
    [
      'mirror to nothing',
      `{hosts: [a], http: [{route: [${to('web')}], mirror: {host: gone}}]}`,
      at('IST0101', 'http[0].mirror.host'),
    ],
    [
      'mirrors to nothing',
      `{hosts: [a], http: [{route: [${to('web')}], mirrors: [${to('gone')}]}]}`,
      at('IST0101', 'http[0].mirrors[0].destination.host'),
    ],
    [
      'tcp to nothing',
      `{hosts: [a], tcp: [{route: [${to('gone')}]}]}`,
      at('IST0101', 'tcp[0].route[0].destination.host'),
    ],
    [
      'tls to nothing',
      `{hosts: [a], tls: [{match: [{sniHosts: [a]}], route: [${to('gone')}]}]}`,
      at('IST0101', 'tls[0].route[0].destination.host'),
    ],
    ['host of its own namespace', `{hosts: [a], ${http(to('own.example'))}}`, []],
    ['private service', `{hosts: [a], ${http(to('private'))}}`, []],
  ])('%s', (_, spec, expected) => {
    expect(found(spec)).toEqual(expected);
  });

  it('that only another namespace sees', () => {
    const spec = `{hosts: [a], http: [{route: [${to('own.example')}, ${to('private.ns.svc.cluster.local')}]}]}`;
    expect(found(spec, 'other/v')).toEqual([
      ...at('IST0101', `${first}.host`, 'other/v'),
      ...at('IST0101', 'http[0].route[1].destination.host', 'other/v'),
    ]);
  });

  it('are not looked up in files alone', () => {
    expect(findings(analyzers, virtualService('v', `{hosts: [a], ${http(to('gone'))}}`))).toEqual([]);
  });

  it('without the subset that sidecars choose', () => {
    const text = join(
      registry,
      virtualService('mesh', `{hosts: [web], ${http(to('web', ', subset: a'))}}`),
      virtualService('edge', `{hosts: [x.example], gateways: [g], ${http(to('web'))}}`),
      virtualService('plain', `{hosts: [y.example], ${http(to('web'))}}`),
    );
    expect(findings(analyzers, text, { complete: true })).toEqual(at('IST0140', first, 'ns/edge'));
  });

  it('suggest a name that is near', () => {
    const text = join(registry, virtualService('v', `{hosts: [a], ${http(to('wep'))}}`));
    expect(analyze(analyzers, text, { complete: true })[0]?.args).toEqual({
      reftype: 'host',
      refval: 'wep',
      near: 'web',
    });
  });
});

describe('subsets', () => {
  const analyzers = only('DestinationRuleAnalyzer');
  const rule = (host: string, name = 'd') => destinationRule(name, `{host: ${host}, subsets: [{name: a}, {name: b}]}`);
  const vs = (...routes: readonly string[]) => virtualService('v', `{hosts: [x], ${http(...routes)}}`);
  const found = (...documents: readonly string[]) => findings(analyzers, join(...documents));
  const missing = (route: number) => `IST0101 VirtualService ns/v spec.http[0].route[${route}].destination.subset`;
  const full = 'web.ns.svc.cluster.local';

  it.each([
    ['of a short name', [rule('web'), vs(to('web', ', subset: a'))], []],
    ['of short name and FQDN', [rule('web'), vs(to(full, ', subset: a'))], []],
    ['of an FQDN from elsewhere', [rule(full, 'root/d'), vs(to(full, ', subset: b'))], []],
    ['that the rule lacks', [rule(full), vs(to(full, ', subset: c'))], [missing(0)]],
    ['without a rule', [vs(to('web', ', subset: a'))], [missing(0)]],
    [
      'of a host outside, by a rule elsewhere',
      [rule('api.example', 'root/d'), vs(to('api.example', ', subset: a'))],
      [missing(0)],
    ],
    ['twice the same one', [vs(to('web', ', subset: a'), to('web', ', subset: a'))], [missing(0), missing(1)]],
    ['none', [vs(to('web'))], []],
  ])('%s', (_, documents, expected) => {
    expect(found(...documents)).toEqual(expected);
  });

  it('of mirrors', () => {
    const spec = `{hosts: [x], http: [{route: [${to('web')}], mirror: {host: web, subset: z}}]}`;
    const [finding] = analyze(analyzers, join(rule('web'), virtualService('v', spec)));
    expect(finding?.args['reftype']).toBe('mirror+subset in destinationrule');
    expect(finding?.path).toEqual(['spec', 'http', 0, 'mirror', 'subset']);
  });

  it('are found once in a cluster, where nothing tells two places apart', () => {
    const text = vs(to('web', ', subset: a'), to('web', ', subset: a'));
    expect(findings(analyzers, text, { complete: true })).toEqual([missing(0)]);
  });
});
