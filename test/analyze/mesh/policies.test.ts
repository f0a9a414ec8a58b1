import { describe, expect, it } from 'vitest';
import { meshAnalyzers } from '../../../src/analyze/analyzers/mesh/index.js';
import { findings } from '../harness.js';

const POLICY = (spec: string, name = 'p', namespace = 'shop') =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n---\n`;
const TOKENS = (spec: string, name = 'jwt') =>
  `apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n---\n`;
const PEERS = (spec: string, namespace = 'shop') =>
  `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: peers, namespace: ${namespace}}\nspec: ${spec}\n---\n`;
const RULE = (spec: string) =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: d, namespace: shop}\nspec: ${spec}\n---\n`;
const SERVICE = (ports: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {selector: {app: cart}, ports: [${ports}]}\n---\n`;
const POD = (app: string, sidecar = true) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${app}-1, namespace: shop, labels: {app: ${app}}}\nspec: {containers: [{name: app}${
    sidecar ? ', {name: istio-proxy}' : ''
  }]}\n---\n`;
const HTTP = SERVICE('{name: http, port: 80, targetPort: 8080}');
const ISSUER = 'jwtRules: [{issuer: a}]';

interface Case {
  readonly what: string;
  readonly yaml: string;
  readonly found: readonly string[];
  readonly complete?: boolean;
}

const AUTHORIZATION: readonly Case[] = [
  { what: 'a policy to deny everything', yaml: POLICY('{}') + POD('cart'), found: [] },
  {
    what: 'ALLOW without rules',
    yaml: POLICY('{action: ALLOW}') + POLICY('{action: ALLOW, rules: [{}]}', 'q'),
    found: ['MW0063 AuthorizationPolicy shop/p spec.action'],
  },
  {
    what: 'values that are excluded',
    yaml: POLICY(
      '{rules: [{to: [{operation: {paths: [/a/b, /a/c], notPaths: [/a/*], methods: [GET, POST], notMethods: [GET]}}]}]}',
    ),
    found: ['MW0060 AuthorizationPolicy shop/p spec.rules[0].to[0].operation.paths'],
  },
  {
    what: 'principals of other namespaces',
    yaml: POLICY(
      '{rules: [{from: [{source: {principals: [cluster.local/ns/a/sa/x], namespaces: [b]}}, {source: {principals: ["*/ns/a/sa/x"], namespaces: [b]}}, {source: {principals: [cluster.local/ns/a/sa/x], namespaces: ["a*"]}}]}]}',
    ),
    found: ['MW0060 AuthorizationPolicy shop/p spec.rules[0].from[0].source.namespaces'],
  },
  {
    what: 'conditions that want different values',
    yaml: POLICY(
      '{rules: [{when: [{key: destination.port, values: ["80"]}, {key: destination.port, values: ["81"]}]}, {when: [{key: source.ip, values: [10.0.0.0/8]}, {key: source.ip, values: [10.1.0.0/16]}]}]}',
    ),
    found: ['MW0060 AuthorizationPolicy shop/p spec.rules[0].when[1]'],
  },
  {
    what: 'values that no request has',
    yaml: POLICY(
      '{rules: [{to: [{operation: {paths: [admin, /x, "*/y", "{*}"], methods: [get, GET, purge], hosts: ["https://a.b/", a.b]}}]}]}',
    ),
    found: ['hosts[0]', 'methods[0]', 'paths[0]'].map(
      (place) => `MW0061 AuthorizationPolicy shop/p spec.rules[0].to[0].operation.${place}`,
    ),
  },
  {
    what: 'the port of the Service',
    yaml:
      HTTP +
      POD('cart') +
      POLICY('{rules: [{to: [{operation: {ports: ["80", "8080", "9090"]}}]}]}') +
      PEERS('{selector: {matchLabels: {app: cart}}, portLevelMtls: {80: {mode: DISABLE}, 8080: {mode: DISABLE}}}'),
    found: [
      'MW0062 AuthorizationPolicy shop/p spec.rules[0].to[0].operation.ports[0]',
      'MW0062 PeerAuthentication shop/peers spec.portLevelMtls["80"]',
    ],
  },
  {
    what: 'selectors',
    yaml:
      POD('cart') + POLICY('{selector: {matchLabels: {app: card}}}') + TOKENS('{selector: {matchLabels: {app: card}}}'),
    found: [
      'MW0064 AuthorizationPolicy shop/p spec.selector.matchLabels',
      'MW0064 RequestAuthentication shop/jwt spec.selector.matchLabels',
    ],
  },
  {
    what: 'the selector of an AuthorizationPolicy in a cluster, of which IST0127 tells',
    yaml: POD('cart') + POLICY('{selector: {matchLabels: {app: card}}}'),
    complete: true,
    found: [],
  },
  { what: 'a selector where nothing is known', yaml: POLICY('{selector: {matchLabels: {app: card}}}'), found: [] },
  {
    what: 'rules about requests on a TCP port',
    yaml:
      SERVICE('{name: tcp, port: 5000}, {name: http, port: 80}') +
      POD('cart') +
      POLICY('{rules: [{to: [{operation: {methods: [GET]}}]}, {from: [{source: {namespaces: [a]}}]}]}') +
      POLICY('{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}', 'q') +
      POLICY('{action: DENY, rules: [{to: [{operation: {paths: [/admin], ports: ["80"]}}]}]}', 'r'),
    found: ['MW0067 AuthorizationPolicy shop/p spec.rules[0]', 'MW0068 AuthorizationPolicy shop/q spec.rules[0]'],
  },
];

const TOKEN_CASES: readonly Case[] = [
  { what: 'a lone RequestAuthentication', yaml: TOKENS(`{${ISSUER}}`), found: [] },
  {
    what: 'nothing that asks for a token',
    yaml: POD('cart') + TOKENS(`{${ISSUER}}`) + POLICY('{rules: [{from: [{source: {namespaces: [a]}}]}]}'),
    found: ['MW0065 RequestAuthentication shop/jwt spec.jwtRules'],
  },
  {
    what: 'a token that is asked for elsewhere',
    yaml:
      POD('cart') +
      POD('pay') +
      TOKENS(`{selector: {matchLabels: {app: cart}}, ${ISSUER}}`) +
      POLICY(
        '{selector: {matchLabels: {app: pay}}, rules: [{from: [{source: {namespaces: [a], requestPrincipals: ["*"]}}]}]}',
      ),
    found: ['MW0065 RequestAuthentication shop/jwt spec.jwtRules', 'MW0066 AuthorizationPolicy shop/p spec.rules[0]'],
  },
  {
    what: 'a token that is asked for',
    yaml:
      POD('cart') +
      TOKENS(`{selector: {matchLabels: {app: cart}}, ${ISSUER}}`) +
      POLICY('{action: DENY, rules: [{from: [{source: {notRequestPrincipals: ["*"]}}]}]}'),
    found: [],
  },
  {
    what: 'a token that nothing checks in a cluster',
    yaml: POD('cart') + POLICY('{rules: [{when: [{key: "request.auth.claims[group]", values: [a]}]}]}'),
    complete: true,
    found: ['MW0066 AuthorizationPolicy shop/p spec.rules[0]'],
  },
];

const TLS_CASES: readonly Case[] = [
  {
    what: 'plain text against STRICT',
    yaml:
      HTTP +
      POD('cart') +
      PEERS('{mtls: {mode: STRICT}}') +
      RULE(
        '{host: cart, trafficPolicy: {tls: {mode: DISABLE}}, subsets: [{name: a, labels: {app: cart}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}]}',
      ),
    found: ['MW0070 DestinationRule shop/d spec.trafficPolicy.tls.mode'],
  },
  {
    what: 'plain text to a port that is excepted',
    yaml:
      HTTP +
      POD('cart') +
      PEERS('{selector: {matchLabels: {app: cart}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: PERMISSIVE}}}') +
      RULE('{host: cart, trafficPolicy: {tls: {mode: DISABLE}}}'),
    found: [],
  },
  {
    what: 'simple TLS on one port against STRICT of the mesh',
    yaml:
      HTTP +
      PEERS('{mtls: {mode: STRICT}}', 'istio-system') +
      RULE('{host: cart, trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE}}]}}'),
    found: ['MW0070 DestinationRule shop/d spec.trafficPolicy.portLevelSettings[0].tls.mode'],
  },
  {
    what: 'mutual TLS without a sidecar',
    yaml: HTTP + POD('cart', false) + RULE('{host: cart, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}'),
    found: ['MW0071 DestinationRule shop/d spec.trafficPolicy.tls.mode'],
  },
  {
    what: 'a workload without a sidecar under STRICT',
    yaml: POD('cart') + POD('batch', false) + PEERS('{mtls: {mode: STRICT}}'),
    found: ['MW0072 PeerAuthentication shop/peers spec.mtls.mode'],
  },
  {
    what: 'a workload without a sidecar under STRICT of the mesh',
    yaml: POD('batch', false) + PEERS('{mtls: {mode: STRICT}}', 'istio-system'),
    found: [],
  },
  {
    what: 'a Deployment that may be injected or not',
    yaml: `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x, namespace: shop}\nspec: {template: {metadata: {labels: {app: x}}, spec: {containers: []}}}\n---\n${PEERS('{mtls: {mode: STRICT}}')}`,
    found: [],
  },
];

describe('findings about policies', () => {
  it.each([...AUTHORIZATION, ...TOKEN_CASES, ...TLS_CASES])('$what', ({ yaml, found, complete = false }) => {
    expect(findings(meshAnalyzers, yaml, { complete }).sort()).toEqual([...found].sort());
  });
});
