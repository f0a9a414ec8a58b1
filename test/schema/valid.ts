/** An object as the API server takes it. */
export interface ValidObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
}

const object = (apiVersion: string, kind: string, name: string, spec: unknown, metadata: object = {}): ValidObject => ({
  apiVersion,
  kind,
  metadata: { name, ...metadata },
  spec,
});
const net = (kind: string, name: string, spec: unknown, metadata?: object) =>
  object('networking.istio.io/v1', kind, name, spec, metadata);
const security = (kind: string, name: string, spec: unknown) => object('security.istio.io/v1', kind, name, spec);

/** Objects that are right, though they look odd: nulls, odd spellings of durations and ports, values at their limits. */
export const VALID: readonly ValidObject[] = [
  { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'no-spec' } },
  net('VirtualService', 'null-spec', null),
  net('VirtualService', 'null-fields', { hosts: null, http: [{ timeout: null, match: [{ uri: null }] }] }),
  net('VirtualService', 'null-choice', { hosts: ['a'], http: [{ match: [{ uri: { exact: null, prefix: '/' } }] }] }),
  net('VirtualService', 'null-map-value', { hosts: ['a'], http: [{ match: [{ headers: { a: null } }] }] }),
  net('VirtualService', 'durations', {
    hosts: ['a'],
    http: ['1ms', '1h1m1s', '1.5h', '.5s', '1.s', '+1s', '1000µs', '2562047h'].map((timeout) => ({ timeout })),
  }),
  net('VirtualService', 'bytes', {
    hosts: ['a'],
    http: [{ directResponse: { status: 200, body: { bytes: 'YQ==' } } }],
  }),
  net(
    'VirtualService',
    'metadata',
    { hosts: ['a'] },
    {
      labels: { 'app.kubernetes.io/name': 'a_b.c', empty: '', none: null },
      annotations: { 'a.example/b': 'any text\nat all' },
      creationTimestamp: null,
      finalizers: ['a'],
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u', controller: true }],
    },
  ),
  object('networking.istio.io/v1beta1', 'VirtualService', 'v1beta1', { hosts: ['a'] }),
  object('networking.istio.io/v1alpha3', 'VirtualService', 'v1alpha3', { hosts: ['a'] }),
  net('DestinationRule', 'rich', {
    host: 'a',
    trafficPolicy: {
      loadBalancer: { consistentHash: { httpCookie: { name: 'a', ttl: '0s' }, maglev: {} } },
      outlierDetection: { consecutive5xxErrors: null, consecutiveGatewayErrors: 0 },
      tls: { mode: 'ISTIO_MUTUAL' },
    },
    subsets: [
      { name: 'v1', labels: { version: 'v1' } },
      { name: 'null', labels: { version: null } },
    ],
  }),
  net('Gateway', 'empty', {}),
  net('Gateway', 'tls', {
    selector: { istio: 'ingressgateway' },
    servers: [
      {
        hosts: ['*'],
        port: { number: 443, name: 'https', protocol: 'HTTPS' },
        tls: { mode: 'SIMPLE', credentialName: 'a' },
      },
    ],
  }),
  net('ServiceEntry', 'static', {
    hosts: ['a'],
    addresses: ['10.0.0.0/8'],
    resolution: 'STATIC',
    ports: [
      { number: 80, name: 'http' },
      { number: 443, name: 'https' },
    ],
    endpoints: [{ address: '1.1.1.1' }, { network: 'n' }, { address: 'unix:///a' }, { address: 'unix://@a' }],
  }),
  net('ServiceEntry', 'null-selector', { hosts: ['a'], workloadSelector: null, endpoints: null }),
  net('Sidecar', 'egress', { egress: [{ hosts: ['./*'] }] }),
  net('WorkloadEntry', 'network-only', { network: 'n' }),
  net('WorkloadEntry', 'null-ports', { address: 'a', ports: { http: null, '': null } }),
  net('WorkloadGroup', 'probe', { template: {}, probe: { httpGet: { port: 80, scheme: '' } } }),
  object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'waypoint', {
    configPatches: [
      {
        applyTo: 'CLUSTER',
        match: { context: 'WAYPOINT', waypoint: { portNumber: null } },
        patch: { operation: 'MERGE', value: { any: { thing: [null, 1, 'a'] }, none: null } },
      },
    ],
  }),
  object('networking.istio.io/v1beta1', 'ProxyConfig', 'zero', { concurrency: 0, environmentVariables: { A: '' } }),
  security('PeerAuthentication', 'ports', {
    selector: { matchLabels: { a: 'b' } },
    portLevelMtls: { '80': { mode: 'STRICT' }, '+81': { mode: 'DISABLE' }, '082': {}, '65535': null, x: null },
  }),
  security('PeerAuthentication', 'null-mtls', { mtls: { mode: null }, selector: null }),
  security('RequestAuthentication', 'urls', {
    jwtRules: [
      'http://a',
      'HTTP://a',
      'http:a',
      'http://',
      'https://a:80:90',
      'http://[::1]:80/x',
      'http://[fe80::1%25en0]/',
      'http://u@a',
      'http://%C3%A9',
      'https://a/b?c=d%',
    ].map((jwksUri) => ({ issuer: 'a', jwksUri })),
  }),
  security('AuthorizationPolicy', 'nothing', {}),
  security('AuthorizationPolicy', 'target', { targetRefs: [{ kind: 'Service', name: 'a', group: '', namespace: '' }] }),
  object('telemetry.istio.io/v1', 'Telemetry', 'tags', {
    tracing: [{ randomSamplingPercentage: null, customTags: { a: { formatter: { value: 'x' } } } }],
    metrics: [{ overrides: [{ disabled: null, tagOverrides: { a: { operation: 'UPSERT', value: 'b' }, c: {} } }] }],
  }),
  object('extensions.istio.io/v1alpha1', 'WasmPlugin', 'url-without-scheme', { url: 'a.example/b:c' }),
  object('extensions.istio.io/v1alpha1', 'WasmPlugin', 'config', {
    url: 'oci://a/b',
    priority: null,
    pluginConfig: { any: [1, null] },
    sha256: '',
  }),
  object('extensions.istio.io/v1alpha1', 'TrafficExtension', 'lua', { lua: { inlineCode: 'x' } }),
];
