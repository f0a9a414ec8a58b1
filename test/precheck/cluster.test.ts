import { describe, expect, it } from 'vitest';
import type { KindName } from '../../src/model/kinds/index.js';
import { buildStore } from '../../src/model/store.js';
import { CLUSTER_CHECKS, clusterRows } from '../../src/precheck/index.js';
import type { PrecheckOptions, Row } from '../../src/precheck/types.js';
import { loadTexts } from '../../src/sources/load.js';

const OPTIONS: PrecheckOptions = { istioNamespace: 'istio-system', revision: '', istioVersion: '1.30.3' };

/** Rows of one check on these documents. */
function rowsOf(
  name: string,
  yaml: string,
  options: Partial<PrecheckOptions> = {},
  hidden: KindName[] = [],
): readonly Row[] {
  const check = CLUSTER_CHECKS.find((one) => one.name === name);
  if (!check) throw new Error(`no check ${name}`);
  const loaded = loadTexts([{ name: 'cluster', text: yaml }], { keepRaw: true });
  expect(loaded.problems).toEqual([]);
  return clusterRows(
    check,
    { store: buildStore(loaded.resources), hidden: new Set(hidden) },
    { ...OPTIONS, ...options },
  );
}

const shape = (rows: readonly Row[]) =>
  rows.map(({ status, object, code }) => [status, object, code].filter(Boolean).join(' '));

const node = (name: string, ready: string, spec = '{}') => `---
apiVersion: v1
kind: Node
metadata: {name: ${name}}
spec: ${spec}
status: {conditions: [{type: Ready, status: "${ready}", message: kubelet stopped}]}
`;
const istiod = (namespace: string, version: string, revision = 'default') => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod-${revision}, namespace: ${namespace}, labels: {app: istiod, istio.io/rev: ${revision}}}
spec: {template: {spec: {containers: [{name: discovery, image: "registry.example/pilot:${version}"}]}}}
`;
const crd = (name: string, metadata = '') => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${name}${metadata}}
spec: {}
`;
const deployment = (template: string, metadata = 'name: web, namespace: shop') => `---
apiVersion: apps/v1
kind: Deployment
metadata: {${metadata}}
spec: {template: ${template}}
`;
const namespace = (name: string, labels: string) => `---
apiVersion: v1
kind: Namespace
metadata: {name: ${name}, labels: {${labels}}}
`;

const GATEWAYS = 'gateways.networking.istio.io';

/** Name, check, documents, rows, and what is installed. */
const CASES: readonly (readonly [string, string, string, readonly string[], Partial<PrecheckOptions>?])[] = [
  ['no node', 'nodes-ready', '', ['failed']],
  ['a ready node', 'nodes-ready', node('a', 'True'), ['ok']],
  ['one of two', 'nodes-ready', node('a', 'True') + node('b', 'False'), ['ok', 'warning Node b']],
  [
    'none of two',
    'nodes-ready',
    node('a', 'Unknown') + node('b', 'False'),
    ['failed', 'warning Node a', 'warning Node b'],
  ],
  ['a cordoned one', 'nodes-ready', node('a', 'True', '{unschedulable: true}'), ['failed', 'warning Node a']],

  ['no control plane', 'control-planes', '', ['ok']],
  ['the same', 'control-planes', istiod('istio-system', '1.30.1'), ['ok Deployment istio-system/istiod-default']],
  [
    'one minor behind',
    'control-planes',
    istiod('istio-system', '1.29.4'),
    ['ok Deployment istio-system/istiod-default'],
  ],
  [
    'two behind',
    'control-planes',
    istiod('istio-system', '1.28.0'),
    ['warning Deployment istio-system/istiod-default'],
  ],
  ['newer', 'control-planes', istiod('istio-system', '1.31.0'), ['warning Deployment istio-system/istiod-default']],
  [
    'another revision',
    'control-planes',
    istiod('istio-system', '1.20.0', 'old'),
    ['ok Deployment istio-system/istiod-old'],
  ],
  ['elsewhere', 'control-planes', istiod('mesh', '1.30.3'), ['warning Deployment mesh/istiod-default']],
  [
    'a canary of its own revision',
    'control-planes',
    istiod('istio-system', '1.28.0'),
    ['ok Deployment istio-system/istiod-default'],
    { revision: 'canary' },
  ],

  ['nothing left', 'leftovers', deployment('{}'), ['ok']],
  [
    'galley',
    'leftovers',
    deployment('{}', 'name: istio-galley, namespace: istio-system'),
    ['warning Deployment istio-system/istio-galley'],
  ],
  ["somebody's own galley", 'leftovers', deployment('{}', 'name: istio-galley, namespace: shop'), ['ok']],
  [
    'the operator',
    'leftovers',
    crd('istiooperators.install.istio.io'),
    ['warning CustomResourceDefinition istiooperators.install.istio.io'],
  ],

  ['no definitions', 'definitions', crd('things.example.com'), ['ok']],
  ['ours', 'definitions', crd(GATEWAYS, ', labels: {app.kubernetes.io/managed-by: meshwright}'), ['ok']],
  ["istioctl's", 'definitions', crd(GATEWAYS, ', labels: {operator.istio.io/component: Base}'), ['ok']],
  ["Helm's", 'definitions', crd(GATEWAYS, ', annotations: {meta.helm.sh/release-name: istio-base}'), ['warning']],
  ["nobody's", 'definitions', crd(GATEWAYS), ['warning']],
  [
    'of two owners',
    'definitions',
    crd(GATEWAYS) + crd('sidecars.networking.istio.io', ', labels: {olm.managed: "true"}'),
    ['warning', 'warning'],
  ],

  [
    'a port of the sidecar',
    'sidecar-ports',
    deployment('{spec: {containers: [{name: a, ports: [{containerPort: 15001}]}]}}'),
    ['warning Deployment shop/web'],
  ],
  [
    'a port of its own',
    'sidecar-ports',
    deployment('{spec: {containers: [{name: a, ports: [{containerPort: 8080}]}]}}'),
    ['ok'],
  ],
  [
    "the sidecar's own container",
    'sidecar-ports',
    deployment('{spec: {containers: [{name: istio-proxy, ports: [{containerPort: 15090}]}]}}'),
    ['ok'],
  ],
  [
    'on the host',
    'sidecar-ports',
    deployment('{spec: {hostNetwork: true, containers: [{name: a, ports: [{containerPort: 15001}]}]}}'),
    ['ok'],
  ],

  [
    'its own port excluded',
    'excluded-ports',
    deployment(
      '{metadata: {annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "22, 8080"}}, spec: {containers: [{name: a, ports: [{containerPort: 8080}]}]}}',
    ),
    ['warning Deployment shop/web'],
  ],
  [
    'another port excluded',
    'excluded-ports',
    deployment(
      '{metadata: {annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "22"}}, spec: {containers: [{name: a, ports: [{containerPort: 8080}]}]}}',
    ),
    ['ok'],
  ],

  [
    'labels that are fine',
    'injection-labels',
    namespace('a', 'istio-injection: enabled') + namespace('b', 'istio.io/rev: default'),
    ['ok'],
  ],
  [
    'two labels',
    'injection-labels',
    namespace('a', 'istio-injection: enabled, istio.io/rev: default'),
    ['warning Namespace a IST0123'],
  ],
  [
    'sidecars and the ambient mode',
    'injection-labels',
    namespace('a', 'istio-injection: enabled, istio.io/dataplane-mode: ambient') +
      namespace('b', 'istio.io/rev: default, istio.io/dataplane-mode: ambient') +
      namespace('c', 'istio.io/dataplane-mode: ambient'),
    ['warning Namespace a IST0123', 'warning Namespace b IST0123'],
  ],
  ['disabled wins', 'injection-labels', namespace('a', 'istio-injection: disabled, istio.io/rev: nobody'), ['ok']],
  ['a word that means nothing', 'injection-labels', namespace('a', 'istio-injection: "on"'), ['warning Namespace a']],
  ['an unknown revision', 'injection-labels', namespace('a', 'istio.io/rev: gone'), ['warning Namespace a']],
  ['the revision to come', 'injection-labels', namespace('a', 'istio.io/rev: canary'), ['ok'], { revision: 'canary' }],
  [
    'the control plane itself',
    'injection-labels',
    namespace('istio-system', 'istio-injection: enabled'),
    ['warning Namespace istio-system'],
  ],
  [
    'a tag',
    'injection-labels',
    `${namespace('a', 'istio.io/rev: prod')}---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: istio-revision-tag-prod, labels: {istio.io/tag: prod, istio.io/rev: one}}
`,
    ['ok'],
  ],
];

describe('checks of what is in the cluster', () => {
  it.each(CASES)('%s', (_, check, yaml, rows, options) => expect(shape(rowsOf(check, yaml, options))).toEqual(rows));

  it('are each in the table', () => {
    const tested = new Set(CASES.map(([, check]) => check));
    const elsewhere = ['webhook-port', 'zipkin-default'];
    expect(CLUSTER_CHECKS.map(({ name }) => name).filter((n) => !tested.has(n) && !elsewhere.includes(n))).toEqual([]);
  });

  it('say so when they may not see what they ask for', () => {
    const [row, ...more] = rowsOf('nodes-ready', '', {}, ['Node']);
    expect(more).toEqual([]);
    expect(row?.status).toBe('skipped');
    expect(row?.message).toContain('Node');
  });

  it('find who runs in which version by the image, else by the label', () => {
    const digest = istiod('istio-system', '1.29.0@sha256:0123');
    expect(rowsOf('control-planes', digest)[0]?.message).toContain('1.29.0');
    const labelled = istiod('istio-system', 'latest').replace(
      'app: istiod,',
      'app: istiod, app.kubernetes.io/version: 1.28.1,',
    );
    expect(shape(rowsOf('control-planes', labelled))).toEqual(['warning Deployment istio-system/istiod-default']);
  });
});

const webhook = (kind: string, name: string, service: string, policy = 'Fail') => `---
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}
metadata: {name: ${name}}
webhooks: [{name: a.istio.io, failurePolicy: ${policy}, clientConfig: {service: {name: ${service}, namespace: istio-system}}}]
`;
const service = (name: string, labels: string, targetPort: string) => `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: istio-system, labels: {${labels}}}
spec: {ports: [{port: 443, targetPort: ${targetPort}}]}
`;

describe('webhooks and their Service', () => {
  const rows = (yaml: string, options: Partial<PrecheckOptions> = {}) => shape(rowsOf('webhook-port', yaml, options));

  it('are fine when there are none, and when they lead to istiod', () => {
    expect(rows('')).toEqual(['ok']);
    const installed =
      service('istiod', 'app: istiod', '15017') +
      webhook('ValidatingWebhookConfiguration', 'istio-validator-istio-system', 'istiod');
    expect(rows(installed)).toEqual(['ok']);
  });
  it('are left over when their Service is gone and none will come', () => {
    const dead = webhook('ValidatingWebhookConfiguration', 'istio-validator-old-istio-system', 'istiod-old');
    expect(rows(dead)).toEqual(['warning ValidatingWebhookConfiguration istio-validator-old-istio-system']);
    expect(rows(dead, { revision: 'old' })).toEqual(['ok']);
    const foreign = webhook('MutatingWebhookConfiguration', 'other-vendor', 'gone');
    expect(rows(foreign)).toEqual(['ok']);
  });
  it("tell a Service in istiod's place that is another's, or leads elsewhere", () => {
    expect(rows(service('istiod', 'app: web', '15017'))).toEqual(['warning Service istio-system/istiod']);
    expect(rows(service('istiod', 'app: istiod', '8443'))).toEqual(['warning Service istio-system/istiod']);
    expect(rows(service('istiod', 'app: web', '15017'), { revision: 'canary' })).toEqual(['ok']);
  });
});

describe('zipkin', () => {
  const zipkin = service('zipkin', 'app: zipkin', '9411');
  it('is asked about only when the installed version is old enough to depend on it', () => {
    expect(rowsOf('zipkin-default', zipkin)).toEqual([]);
    expect(rowsOf('zipkin-default', zipkin, { fromVersion: '1.22' })).toEqual([]);
    expect(shape(rowsOf('zipkin-default', zipkin, { fromVersion: '1.21' }))).toEqual([
      'warning Service istio-system/zipkin IST0169',
    ]);
    expect(rowsOf('zipkin-default', '', { fromVersion: '1.21' })).toEqual([]);
  });
});
