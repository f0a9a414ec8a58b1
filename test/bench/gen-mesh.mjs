// A synthetic mesh, the same for the same arguments: namespaces with mTLS and authorization, services with two pods each, an
// EndpointSlice, a DestinationRule with two subsets and a VirtualService a service. Every tenth service is TCP.

const NAMESPACES = 20;
const PODS = 2;

/** Documents of a mesh of so many services, as YAML text. */
export function generateMesh(services) {
  const documents = [];
  const count = Math.min(NAMESPACES, services);
  for (let n = 0; n < count; n++) documents.push(...namespaceDocuments(`team-${n}`, `team-${(n + 1) % count}`, n));
  for (let s = 0; s < services; s++) documents.push(...serviceDocuments(s, `team-${s % count}`));
  return `${documents.map((d) => JSON.stringify(d)).join('\n---\n')}\n`;
}

const address = (first, n) => `${first}.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

function namespaceDocuments(namespace, neighbour, n) {
  const apiVersion = 'security.istio.io/v1';
  const policy = (name, spec) => ({ apiVersion, kind: 'AuthorizationPolicy', metadata: { name, namespace }, spec });
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { 'istio-injection': 'enabled' } } },
    {
      apiVersion,
      kind: 'PeerAuthentication',
      metadata: { name: 'default', namespace },
      spec: { mtls: { mode: n % 2 ? 'STRICT' : 'PERMISSIVE' } },
    },
    policy('from-teams', { action: 'ALLOW', rules: [{ from: [{ source: { namespaces: [namespace, neighbour] } }] }] }),
    policy('no-admin', {
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/admin/*'], methods: ['POST'] } }] }],
    }),
  ];
}

function serviceDocuments(s, namespace) {
  const name = `svc-${s}`;
  const tcp = s % 10 === 9;
  const port = tcp ? { name: 'tcp-data', port: 5432 } : { name: 'http-web', port: 8080 };
  const clusterIP = address(10, 0x600000 + s);
  const pods = Array.from({ length: PODS }, (_, p) => pod(s, p, name, namespace, port.port));
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: { app: name } },
      spec: {
        clusterIP,
        clusterIPs: [clusterIP],
        selector: { app: name },
        ports: [{ ...port, targetPort: port.port }],
      },
    },
    ...pods,
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ ...port, protocol: 'TCP' }],
      endpoints: pods.map((p) => ({
        addresses: [p.status.podIP],
        conditions: { ready: true },
        targetRef: { kind: 'Pod', name: p.metadata.name, namespace },
      })),
    },
    destinationRule(s, name, namespace),
    virtualService(s, name, namespace, tcp),
  ];
}

function pod(s, p, app, namespace, containerPort) {
  const podIP = address(10, 0x10000 + s * PODS + p);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${p}`,
      namespace,
      labels: { app, version: `v${p + 1}`, 'security.istio.io/tlsMode': 'istio' },
    },
    spec: {
      serviceAccountName: app,
      nodeName: `node-${s % 50}`,
      containers: [{ name: 'app', ports: [{ containerPort }] }, { name: 'istio-proxy' }],
    },
    status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function destinationRule(s, name, namespace) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name, namespace },
    spec: {
      host: `${name}.${namespace}.svc.cluster.local`,
      trafficPolicy: {
        loadBalancer: { simple: ['LEAST_REQUEST', 'ROUND_ROBIN', 'RANDOM'][s % 3] },
        connectionPool: { tcp: { maxConnections: 100 + s } },
        outlierDetection: { consecutive5xxErrors: 3 + (s % 5), interval: '30s', baseEjectionTime: '1m' },
      },
      subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
    },
  };
}

function virtualService(s, name, namespace, tcp) {
  const host = `${name}.${namespace}.svc.cluster.local`;
  const to = (subset, weight) => ({ destination: { host, subset }, ...(weight && { weight }) });
  const http = [
    {
      match: [
        { headers: { 'x-canary': { exact: 'true' } }, uri: { prefix: '/api' } },
        { uri: { regex: '/v[0-9]+/.*' } },
      ],
      route: [to('v2')],
      timeout: `${1 + (s % 9)}s`,
    },
    {
      match: [{ uri: { prefix: '/slow' } }],
      fault: { delay: { percentage: { value: 5 }, fixedDelay: '2s' } },
      route: [to('v1')],
    },
    {
      route: [to('v1', 90), to('v2', 10)],
      retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx,connect-failure' },
    },
  ];
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: { hosts: [host], ...(tcp ? { tcp: [{ route: [to('v1', 80), to('v2', 20)] }] } : { http }) },
  };
}
