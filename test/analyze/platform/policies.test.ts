import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { optionalAnalyzers, platformAnalyzers } from '../../../src/analyze/analyzers/platform/index.js';
import { meshNetworksAnalyzer } from '../../../src/analyze/analyzers/platform/mesh-networks.js';
import { runAnalysis } from '../../../src/analyze/engine.js';
import type { Resource } from '../../../src/model/resource.js';
import { analyze, contextOf, findings, lineOf } from '../harness.js';
import { deployment, join, namespace, object, pod } from './documents.js';

const only = (name: string) => platformAnalyzers.filter((analyzer) => analyzer.name === name);
const cluster = { complete: true };

describe('platform analyzers', () => {
  it('are registered, one a file, with names of their own', () => {
    const files = readdirSync('src/analyze/analyzers/platform').filter((file) => file !== 'index.ts');
    expect(new Set([...platformAnalyzers, ...optionalAnalyzers].map(({ name }) => name)).size).toBe(files.length);
  });
});

describe('auth.AuthorizationPoliciesAnalyzer', () => {
  const analyzers = only('auth.AuthorizationPoliciesAnalyzer');
  const policy = (name: string, spec: string) =>
    object('security.istio.io/v1', 'AuthorizationPolicy', name, `spec: ${spec}`);
  const mesh = join(
    namespace('ns', 'istio-injection: enabled'),
    namespace('shop-a'),
    namespace('empty'),
    pod('in', 'app istio-proxy', 'labels: {app: a}'),
    pod('out', 'app', 'labels: {app: b, sidecar.istio.io/inject: "false"}'),
    pod('shop-a/ambient', 'app', 'labels: {app: c}, annotations: {ambient.istio.io/redirection: enabled}'),
  );
  const nothing = (name: string, path: string) => [`IST0127 AuthorizationPolicy ${name} ${path}`];

  it.each<[string, string, string[]]>([
    ['pods with a sidecar', policy('p', '{selector: {matchLabels: {app: a}}}'), []],
    ['pods without one', policy('p', '{selector: {matchLabels: {app: b}}}'), nothing('ns/p', 'spec.selector')],
    ['pods in ambient mode', policy('shop-a/p', '{selector: {matchLabels: {app: c}}}'), []],
    [
      'pods of another namespace',
      policy('ns/p', '{selector: {matchLabels: {app: c}}}'),
      nothing('ns/p', 'spec.selector'),
    ],
    ['a whole namespace', policy('p', '{}'), []],
    ['a whole namespace without pods', policy('empty/p', '{}'), nothing('empty/p', 'spec')],
    ['the whole mesh', policy('istio-system/p', '{}'), []],
    ['pods of the mesh', policy('istio-system/p', '{selector: {matchLabels: {app: c}}}'), []],
    [
      'no pods of the mesh',
      policy('istio-system/p', '{selector: {matchLabels: {app: b}}}'),
      nothing('istio-system/p', 'spec.selector'),
    ],
  ])('selects %s', (_, text, expected) => {
    expect(findings(analyzers, join(mesh, text), cluster)).toEqual(expected);
    expect(findings(analyzers, join(mesh, text)), 'files need not hold the pods').toEqual([]);
  });

  it('knows the namespaces that exist', () => {
    const source = (names: string) => policy('p', `{rules: [{from: [{source: {${names}}}]}]}`);
    const missing = (names: string) => findings(analyzers, join(mesh, source(names)), cluster);
    expect(missing('namespaces: [ns, NS, "*", "shop-*", "*-a", "*"]')).toEqual([]);
    expect(missing('namespaces: [ns, gone, "x*"], notNamespaces: ["*x"]')).toEqual([
      'IST0101 AuthorizationPolicy ns/p spec.rules[0].from[0].source.namespaces[1]',
      'IST0101 AuthorizationPolicy ns/p spec.rules[0].from[0].source.namespaces[2]',
      'IST0101 AuthorizationPolicy ns/p spec.rules[0].from[0].source.notNamespaces[0]',
    ]);
  });
});

describe('authn.BlockedCIDRsAnalyzer', () => {
  const analyzers = only('authn.BlockedCIDRsAnalyzer');
  const jwt = (name: string) => object('security.istio.io/v1', 'RequestAuthentication', name, 'spec: {}');
  const istiod = (env: string) =>
    object(
      'apps/v1',
      'Deployment',
      'istio-system/istiod',
      `spec: {template: {spec: {containers: [{name: discovery, env: [${env}]}]}}}`,
      'labels: {app: istiod}',
    );
  const at = ['IST0175 Deployment istio-system/istiod spec.template.spec.containers'];

  it.each<[string, string, string[]]>([
    ['not set', join(istiod(''), jwt('a')), at],
    ['set to nothing', join(istiod('{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: ""}'), jwt('a')), at],
    ['set', join(istiod('{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 10.0.0.0/8}'), jwt('a')), []],
    ['not needed', istiod(''), []],
    ['of another Deployment', join(deployment('istiod', ''), jwt('a')), []],
  ])('%s', (_, text, expected) => {
    expect(findings(analyzers, text)).toEqual(expected);
  });

  it('names five', () => {
    const text = join(istiod(''), ...'abcdefg'.split('').map(jwt));
    expect(analyze(analyzers, text)[0]?.args).toEqual({ count: 7, names: 'ns/a, ns/b, ns/c, ns/d, ns/e, and 2 more' });
  });
});

describe('telemetry', () => {
  const telemetry = (name: string, spec: string) => object('telemetry.istio.io/v1', 'Telemetry', name, `spec: ${spec}`);

  it.each<[string, string, unknown, string[]]>([
    ['no provider', '{accessLogging: [{}]}', undefined, ['spec.accessLogging[0]']],
    ['a provider', '{accessLogging: [{providers: [{name: envoy}]}]}', undefined, []],
    ['disabled', '{accessLogging: [{disabled: true}]}', undefined, []],
    ['a default', '{accessLogging: [{}]}', { defaultProviders: { accessLogging: ['envoy'] } }, []],
    ['no default', '{accessLogging: [{}]}', { defaultProviders: { tracing: ['zipkin'] } }, ['spec.accessLogging[0]']],
    ['one of two', '{accessLogging: [{disabled: true}, {}, {}]}', undefined, ['spec.accessLogging[1]']],
  ])('finds access logs that go nowhere: %s', (_, spec, config, paths) => {
    const found = findings(only('telemetry.ProviderAnalyzer'), telemetry('t', spec), { config });
    expect(found).toEqual(paths.map((path) => `IST0157 Telemetry ns/t ${path}`));
  });

  it('finds two that select one pod, and selectors that select none', () => {
    const analyzers = only('telemetry.SelectorAnalyzer');
    const text = join(
      pod('p', 'app', 'labels: {app: a, v: "1"}'),
      telemetry('t1', '{selector: {matchLabels: {app: a}}}'),
      telemetry('t2', '{selector: {matchLabels: {v: "1"}}}'),
      telemetry('t3', '{selector: {matchLabels: {app: a, v: "2"}}}'),
      telemetry('t4', '{selector: {matchLabels: {}}}'),
      telemetry('other/t5', '{selector: {matchLabels: {app: a}}}'),
    );
    const both = ['IST0159 Telemetry ns/t1 metadata.name', 'IST0159 Telemetry ns/t2 metadata.name'];
    expect(findings(analyzers, text)).toEqual(both);
    expect(findings(analyzers, text, cluster)).toEqual([
      'IST0101 Telemetry ns/t3 spec.selector.matchLabels',
      'IST0101 Telemetry other/t5 spec.selector.matchLabels',
      ...both,
    ]);
  });

  it('finds two defaults of one namespace', () => {
    const text = join(
      telemetry('a', '{}'),
      telemetry('b', '{targetRef: {kind: Service, name: s}}'),
      telemetry('o/c', '{}'),
      telemetry('d', '{selector: {}}'),
    );
    expect(findings(only('telemetry.DefaultSelectorAnalyzer'), text)).toEqual([
      'IST0160 Telemetry ns/a metadata.name',
      'IST0160 Telemetry ns/b metadata.name',
    ]);
  });

  it('finds Lightstep', () => {
    const config = {
      extensionProviders: [
        { name: 'ls', lightstep: { service: 's' } },
        { name: 'otel', opentelemetry: {} },
      ],
    };
    const text = join(
      telemetry('t', '{tracing: [{providers: [{name: otel}]}, {providers: [{name: ls}]}, {providers: [{name: ls}]}]}'),
    );
    const analyzers = only('telemetry.LightstepAnalyzer');
    expect(findings(analyzers, text, { config })).toEqual(['IST0002 Telemetry ns/t spec.tracing[1].providers[0].name']);
    expect(findings(analyzers, text)).toEqual([]);
  });
});

describe('services.MultiClusterServiceAnalyzer', () => {
  const one = (spec: string) => object('v1', 'Service', 's', `spec: ${spec}`);
  const found = (local: string, remote: string) => {
    const context = { ...contextOf(local, cluster), remotes: new Map([['east', contextOf(remote).store]]) };
    return runAnalysis(context, { analyzers: only('services.MultiClusterServiceAnalyzer') }).map(lineOf);
  };

  it.each<[string, string, string, boolean]>([
    [
      'the same',
      '{ports: [{port: 80}, {port: 81}]}',
      '{type: ClusterIP, ports: [{port: 81, protocol: TCP}, {port: 80}]}',
      false,
    ],
    ['other ports', '{ports: [{port: 80}]}', '{ports: [{port: 81}]}', true],
    ['another type', '{ports: [{port: 80}]}', '{type: NodePort, ports: [{port: 80}]}', true],
    ['headless', '{clusterIP: None, ports: [{port: 80}]}', '{clusterIP: 10.0.0.1, ports: [{port: 80}]}', true],
  ])('compares clusters: %s', (_, local, remote, different) => {
    expect(found(one(local), one(remote))).toEqual(different ? ['IST0170 Service ns/s spec'] : []);
  });

  it('compares Services of one name and namespace', () => {
    expect(
      found(one('{ports: [{port: 80}]}'), object('v1', 'Service', 'other/s', 'spec: {ports: [{port: 81}]}')),
    ).toEqual([]);
  });
});

describe('meshnetworks.MeshNetworksAnalyzer', () => {
  const secret = object(
    'v1',
    'Secret',
    'istio-system/remote',
    'data: {east: ""}',
    'labels: {istio/multiCluster: "true"}',
  );
  const map = object('v1', 'ConfigMap', 'istio-system/istio', 'data: {}');
  const resource: Resource = {
    apiVersion: '',
    kind: 'MeshNetworks',
    metadata: { name: 'meshnetworks', namespace: 'istio-system', labels: {}, annotations: {}, ownerReferences: [] },
    body: undefined,
    origin: { source: { name: 'cluster', text: '' }, start: 0, end: 0, line: 1 },
  };
  const found = (networks: unknown, complete = true) => {
    const context = {
      ...contextOf(join(secret, map), { complete }),
      rawNetworks: { networks },
      networksResource: resource,
    };
    return runAnalysis(context, { analyzers: [meshNetworksAnalyzer] }).map(lineOf);
  };

  it('finds registries that nobody has access to', () => {
    const endpoints = ['Kubernetes', 'east', 'west', ''].map((fromRegistry) => ({ fromRegistry }));
    expect(found({ n1: { endpoints: [...endpoints, { fromCidr: '10.0.0.0/8' }] } })).toEqual([
      'IST0126 MeshNetworks istio-system/meshnetworks networks.n1.endpoints[2]',
    ]);
    expect(found({ n1: { endpoints } }, false)).toEqual([]);
    expect(found({ n1: null, n2: { endpoints: 'x' }, n3: { endpoints: [null, 5] } })).toEqual([]);
    expect(found('nonsense')).toEqual([]);
  });
});
