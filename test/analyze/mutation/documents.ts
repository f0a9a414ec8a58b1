/** A kind with specs that Istio takes as they are; each makes one document. */
interface Family {
  readonly apiVersion: string;
  readonly kind: string;
  /** Fields without which the kind isn't valid, as lines begin that hold them. */
  readonly required: readonly string[];
  readonly specs: readonly string[];
}

const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';

const FAMILIES: readonly Family[] = [
  {
    apiVersion: NETWORKING,
    kind: 'VirtualService',
    required: ['destination', 'host'],
    specs: [
      `
hosts:
- reviews.shop.svc.cluster.local
http:
- name: canary
  match:
  - uri:
      prefix: /api
    ignoreUriCase: true
  timeout: 5s
  retries:
    attempts: 3
    perTryTimeout: 1s
    retryOn: 5xx
  route:
  - destination:
      host: reviews.shop.svc.cluster.local
      port:
        number: 8080
    weight: 90
  - destination:
      host: reviews-new.shop.svc.cluster.local
    weight: 10`,
      `
hosts:
- shop.example.com
gateways:
- istio-system/edge
http:
- match:
  - headers:
      x-user:
        exact: tester
    method:
      exact: GET
    port: 443
  fault:
    delay:
      fixedDelay: 2s
      percentage:
        value: 5
  corsPolicy:
    allowOrigins:
    - exact: https://example.com
    allowMethods:
    - GET
    maxAge: 24h
    allowCredentials: true
  route:
  - destination:
      host: shop.shop.svc.cluster.local`,
      `
hosts:
- db.shop.svc.cluster.local
exportTo:
- "."
tcp:
- match:
  - port: 5432
  route:
  - destination:
      host: db.shop.svc.cluster.local
      port:
        number: 5432
    weight: 100`,
      `
hosts:
- secure.example.com
gateways:
- istio-system/passthrough
tls:
- match:
  - sniHosts:
    - secure.example.com
    port: 443
  route:
  - destination:
      host: secure.shop.svc.cluster.local
      port:
        number: 8443
    weight: 100`,
    ],
  },
  {
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    required: ['host'],
    specs: [
      `
host: reviews.shop.svc.cluster.local
trafficPolicy:
  loadBalancer:
    simple: LEAST_REQUEST
  connectionPool:
    tcp:
      maxConnections: 100
      connectTimeout: 3s
    http:
      http1MaxPendingRequests: 50
      maxRetries: 3
      h2UpgradePolicy: UPGRADE
  outlierDetection:
    consecutive5xxErrors: 5
    interval: 10s
    baseEjectionTime: 30s
    maxEjectionPercent: 50
subsets:
- name: v1
  labels:
    version: v1`,
      `
host: orders.shop.svc.cluster.local
exportTo:
- "*"
trafficPolicy:
  loadBalancer:
    consistentHash:
      httpCookie:
        name: session
        ttl: 60s
  tls:
    mode: ISTIO_MUTUAL`,
      `
host: external.example.com
trafficPolicy:
  tls:
    mode: SIMPLE
    caCertificates: /etc/certs/ca.pem
    sni: external.example.com
    subjectAltNames:
    - external.example.com
  portLevelSettings:
  - port:
      number: 8443
    loadBalancer:
      simple: ROUND_ROBIN`,
      `
host: "*.data.svc.cluster.local"
workloadSelector:
  matchLabels:
    app: loader
trafficPolicy:
  loadBalancer:
    simple: RANDOM
    localityLbSetting:
      enabled: true
      failover:
      - from: eu-west
        to: eu-north
  outlierDetection:
    consecutiveGatewayErrors: 4
    interval: 5s`,
    ],
  },
  {
    apiVersion: NETWORKING,
    kind: 'Gateway',
    required: ['number', 'protocol', 'hosts'],
    specs: [
      `
selector:
  istio: ingressgateway
servers:
- port:
    number: 443
    name: https
    protocol: HTTPS
  hosts:
  - shop.example.com
  tls:
    mode: SIMPLE
    credentialName: shop-cert
    minProtocolVersion: TLSV1_2`,
      `
selector:
  istio: ingressgateway
servers:
- port:
    number: 80
    name: http
    protocol: HTTP
  hosts:
  - www.example.com
  tls:
    httpsRedirect: true`,
      `
selector:
  istio: eastwest
servers:
- port:
    number: 15443
    name: tls
    protocol: TLS
  hosts:
  - "*.local"
  tls:
    mode: AUTO_PASSTHROUGH`,
      `
selector:
  app: egress
servers:
- name: mutual
  port:
    number: 8443
    name: https-mutual
    protocol: HTTPS
  hosts:
  - partner.example.com
  tls:
    mode: MUTUAL
    serverCertificate: /etc/certs/tls.crt
    privateKey: /etc/certs/tls.key
    caCertificates: /etc/certs/ca.pem`,
    ],
  },
  {
    apiVersion: NETWORKING,
    kind: 'ServiceEntry',
    required: ['number', 'hosts'],
    specs: [
      `
hosts:
- api.partner.com
location: MESH_EXTERNAL
resolution: DNS
ports:
- number: 443
  name: tls
  protocol: TLS`,
      `
hosts:
- legacy.internal.example
addresses:
- 240.0.0.1
location: MESH_INTERNAL
resolution: STATIC
ports:
- number: 3306
  name: tcp-mysql
  protocol: TCP
endpoints:
- address: 10.1.2.3
  ports:
    tcp-mysql: 3307
  weight: 20`,
      `
hosts:
- "*.wild.example.com"
location: MESH_EXTERNAL
resolution: NONE
exportTo:
- "."
ports:
- number: 443
  name: https
  protocol: HTTPS
  targetPort: 8443`,
      `
hosts:
- vm.shop.example
location: MESH_INTERNAL
resolution: STATIC
addresses:
- 240.0.0.9
ports:
- number: 8080
  name: http
  protocol: HTTP
workloadSelector:
  labels:
    app: vm`,
    ],
  },
  {
    apiVersion: NETWORKING,
    kind: 'Sidecar',
    required: ['hosts', 'number'],
    specs: [
      `
workloadSelector:
  labels:
    app: web
egress:
- hosts:
  - ./*
  - istio-system/*
outboundTrafficPolicy:
  mode: REGISTRY_ONLY`,
      `
workloadSelector:
  labels:
    app: web
ingress:
- port:
    number: 9080
    protocol: HTTP
    name: http
  defaultEndpoint: 127.0.0.1:8080
egress:
- port:
    number: 3306
    protocol: TCP
    name: tcp
  hosts:
  - shop/db.shop.svc.cluster.local`,
      `
egress:
- captureMode: NONE
  port:
    number: 9000
    protocol: HTTP
    name: http
  bind: 127.0.0.1
  hosts:
  - shop/*`,
      `
workloadSelector:
  labels:
    app: api
egress:
- hosts:
  - "*/*"
inboundConnectionPool:
  http:
    http1MaxPendingRequests: 1024
    maxRetries: 3
  tcp:
    maxConnections: 100
    connectTimeout: 2s`,
    ],
  },
  {
    apiVersion: NETWORKING,
    kind: 'WorkloadEntry',
    required: [],
    specs: [
      `
address: 10.0.0.5
labels:
  app: vm
weight: 10
serviceAccount: vm`,
      `
address: vm.shop.example
ports:
  http: 8080
locality: eu-west/zone-1`,
      `
address: 2001:db8::5
network: dc-1
serviceAccount: db
labels:
  app: db`,
      `
address: unix:///var/run/app.sock
weight: 5
labels:
  app: local`,
    ],
  },
  {
    apiVersion: NETWORKING,
    kind: 'WorkloadGroup',
    required: ['template'],
    specs: [
      `
metadata:
  labels:
    app: vm
template:
  serviceAccount: vm
  network: dc-1`,
      `
template:
  ports:
    http: 8080
probe:
  periodSeconds: 5
  initialDelaySeconds: 1
  httpGet:
    port: 8080
    path: /healthz
    scheme: HTTP`,
      `
template:
  serviceAccount: db
probe:
  tcpSocket:
    port: 5432
  timeoutSeconds: 2`,
      `
template:
  weight: 5
  locality: eu-west
probe:
  failureThreshold: 3
  exec:
    command:
    - /bin/check`,
    ],
  },
  {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    required: ['applyTo'],
    specs: [
      `
workloadSelector:
  labels:
    app: web
configPatches:
- applyTo: HTTP_FILTER
  match:
    context: SIDECAR_INBOUND
    listener:
      portNumber: 8080
      filterChain:
        filter:
          name: envoy.filters.network.http_connection_manager
  patch:
    operation: ADD
    value:
      name: envoy.filters.http.buffer`,
      `
priority: 10
configPatches:
- applyTo: CLUSTER
  match:
    context: SIDECAR_OUTBOUND
    cluster:
      service: web.shop.svc.cluster.local
      portNumber: 80
  patch:
    operation: MERGE
    value:
      connect_timeout: 5s`,
      `
configPatches:
- applyTo: VIRTUAL_HOST
  match:
    context: GATEWAY
    routeConfiguration:
      portNumber: 443
      vhost:
        name: shop.example.com:443
  patch:
    operation: REMOVE`,
      `
configPatches:
- applyTo: NETWORK_FILTER
  match:
    context: ANY
    proxy:
      proxyVersion: ^1\\.30.*
    listener:
      filterChain:
        filter:
          name: envoy.filters.network.tcp_proxy
  patch:
    operation: MERGE
    value:
      name: envoy.filters.network.tcp_proxy`,
    ],
  },
  {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'ProxyConfig',
    required: [],
    specs: [
      `
concurrency: 2
environmentVariables:
  A: b`,
      `
selector:
  matchLabels:
    app: web
concurrency: 4
image:
  imageType: distroless`,
      `
selector:
  matchLabels:
    app: api
image:
  imageType: debug
environmentVariables:
  LEVEL: info`,
      `
concurrency: 0
image:
  imageType: default`,
    ],
  },
  {
    apiVersion: SECURITY,
    kind: 'PeerAuthentication',
    required: [],
    specs: [
      `
mtls:
  mode: STRICT`,
      `
selector:
  matchLabels:
    app: web
mtls:
  mode: PERMISSIVE
portLevelMtls:
  8080:
    mode: DISABLE`,
      `
selector:
  matchLabels:
    app: api
mtls:
  mode: UNSET`,
      `
selector:
  matchLabels:
    app: db
portLevelMtls:
  5432:
    mode: STRICT`,
    ],
  },
  {
    apiVersion: SECURITY,
    kind: 'RequestAuthentication',
    required: ['issuer'],
    specs: [
      `
selector:
  matchLabels:
    app: web
jwtRules:
- issuer: https://accounts.example.com
  jwksUri: https://accounts.example.com/keys
  audiences:
  - shop
  forwardOriginalToken: true`,
      `
jwtRules:
- issuer: me@example.com
  jwks: '{"keys": []}'
  fromHeaders:
  - name: x-token
    prefix: "Bearer "
  fromParams:
  - token`,
      `
jwtRules:
- issuer: https://a.example.com
  jwksUri: https://a.example.com/keys
  timeout: 3s
  outputPayloadToHeader: x-payload`,
      `
jwtRules:
- issuer: https://b.example.com
  jwksUri: https://b.example.com/keys
  fromCookies:
  - session
  outputClaimToHeaders:
  - header: x-sub
    claim: sub`,
    ],
  },
  {
    apiVersion: SECURITY,
    kind: 'AuthorizationPolicy',
    required: ['key'],
    specs: [
      `
selector:
  matchLabels:
    app: web
action: ALLOW
rules:
- from:
  - source:
      principals:
      - cluster.local/ns/shop/sa/web
  to:
  - operation:
      methods:
      - GET
      paths:
      - /api/*`,
      `
action: DENY
rules:
- from:
  - source:
      namespaces:
      - dev
  to:
  - operation:
      ports:
      - "8080"`,
      `
selector:
  matchLabels:
    app: api
action: CUSTOM
provider:
  name: ext-authz
rules:
- to:
  - operation:
      paths:
      - /admin`,
      `
action: AUDIT
rules:
- from:
  - source:
      ipBlocks:
      - 10.0.0.0/8
  when:
  - key: request.headers[x-env]
    values:
    - prod`,
    ],
  },
  {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    required: [],
    specs: [
      `
tracing:
- providers:
  - name: zipkin
  randomSamplingPercentage: 10`,
      `
selector:
  matchLabels:
    app: web
accessLogging:
- providers:
  - name: envoy
  disabled: false
  filter:
    expression: response.code >= 400`,
      `
metrics:
- providers:
  - name: prometheus
  reportingInterval: 10s
  overrides:
  - match:
      metric: REQUEST_COUNT
      mode: CLIENT
    disabled: true
    tagOverrides:
      method:
        operation: UPSERT
        value: request.method`,
      `
tracing:
- match:
    mode: SERVER
  providers:
  - name: otel
  disableSpanReporting: false
  customTags:
    env:
      literal:
        value: prod`,
    ],
  },
  {
    apiVersion: 'extensions.istio.io/v1alpha1',
    kind: 'WasmPlugin',
    required: ['url'],
    specs: [
      `
url: oci://registry.example/auth:v1
phase: AUTHN
imagePullPolicy: IfNotPresent
priority: 10`,
      `
selector:
  matchLabels:
    app: web
url: https://example.com/a.wasm
sha256: ${'a1'.repeat(32)}
failStrategy: FAIL_OPEN`,
      `
url: file:///opt/a.wasm
pluginName: filter
type: HTTP
match:
- mode: CLIENT
  ports:
  - number: 8080`,
      `
url: oci://registry.example/stats:v1
phase: STATS
vmConfig:
  env:
  - name: LEVEL
    valueFrom: INLINE
    value: info`,
    ],
  },
  {
    apiVersion: 'extensions.istio.io/v1alpha1',
    kind: 'TrafficExtension',
    required: ['url'],
    specs: [
      `
phase: AUTHN
priority: 10
wasm:
  url: oci://registry.example/auth:v1
  imagePullPolicy: Always`,
      `
selector:
  matchLabels:
    app: web
wasm:
  url: https://example.com/a.wasm
  failStrategy: FAIL_OPEN`,
      `
match:
- mode: SERVER
  ports:
  - number: 8080
wasm:
  url: oci://registry.example/a:v1
  pluginName: filter`,
      `
phase: STATS
lua:
  inlineCode: function envoy_on_request(h) end`,
    ],
  },
];

/** A valid document in block style. */
export interface ValidDocument {
  readonly name: string;
  readonly text: string;
  readonly required: readonly string[];
}

/** Sixty valid documents: four of each kind. */
export const DOCUMENTS: readonly ValidDocument[] = FAMILIES.flatMap(({ apiVersion, kind, required, specs }) =>
  specs.map((spec, i) => ({
    name: `${kind} ${i + 1}`,
    required,
    text: `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: sample-${i + 1}
  namespace: shop
  labels:
    team: shop
spec:${spec.replaceAll('\n', '\n  ')}
`,
  })),
);
