import { describe, expect, it } from 'vitest';
import { loadValidators } from '../../src/schema/index.js';
import { checker, placesOf, propertiesOf, readSchema } from './structural.js';

const operator = readSchema('install.istio.io/IstioOperator.json');
const check = checker(operator);
const object = (spec: object) => ({
  apiVersion: 'install.istio.io/v1alpha1',
  kind: 'IstioOperator',
  metadata: { name: 'control-plane' },
  spec,
});
const pilotK8s = (k8s: object) => ({ components: { pilot: { k8s } } });
const k8sAt = '/spec/components/pilot/k8s';

const VALID: readonly (readonly [what: string, spec: object])[] = [
  ['nothing', {}],
  ['a profile', { profile: 'minimal', namespace: 'istio-system', revision: 'canary-1', hub: 'registry.local/mesh' }],
  ['tags of any kind', { tag: 1.3, components: { pilot: { tag: '1.30.3-debug' } }, values: { global: { tag: 9 } } }],
  [
    'mesh, pilot and overlays',
    {
      meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' }, defaultConfig: { proxyMetadata: { A: 'true' } } },
      ...pilotK8s({
        resources: { requests: { cpu: '200m', memory: '1Gi' }, limits: { cpu: 2 } },
        hpaSpec: { minReplicas: 2, maxReplicas: 4 },
        nodeSelector: { pool: 'infra' },
        env: [
          { name: 'EXTRA', value: '1' },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        ],
        overlays: [
          { kind: 'Deployment', name: 'istiod', patches: [{ path: 'spec.x.[a:b].args.[30m]', value: '45m' }] },
        ],
      }),
    },
  ],
  [
    'gateways',
    {
      components: {
        ingressGateways: [
          { name: 'a', enabled: true, namespace: 'edge', label: { istio: 'a' }, k8s: { replicaCount: 2 } },
        ],
        egressGateways: [{ name: 'b', enabled: false }],
      },
      values: {
        gateways: {
          'istio-ingressgateway': { ports: [{ name: 'http2', port: 80, targetPort: 8080 }], autoscaleMax: 5 },
          securityContext: {},
        },
      },
    },
  ],
  [
    'values of ambient mode',
    {
      profile: 'ambient',
      compatibilityVersion: '1.28',
      values: {
        profile: 'ambient',
        cni: { ambient: { enabled: true, dnsCapture: true }, excludeNamespaces: ['kube-system'] },
        ztunnel: { resources: { requests: { cpu: '10m' } }, anything: [1] },
        pilot: {
          cni: { enabled: true, provider: 'multus' },
          env: { PILOT_ENABLE_AMBIENT: 'true' },
          traceSampling: 100,
        },
        global: {
          platform: 'openshift',
          variant: 'distroless',
          networkPolicy: { enabled: true },
          resourceScope: 'all',
        },
        meshConfig: { accessLogFile: '/dev/stdout' },
        revisionTags: ['prod'],
        sidecarInjectorWebhook: { templates: { hello: 'spec: {}' }, defaultTemplates: ['sidecar', 'hello'] },
      },
    },
  ],
  ['values that are not checked', { unvalidatedValues: { my: { own: ['chart'] } } }],
];

const INVALID: readonly (readonly [what: string, spec: object, problems: readonly string[]])[] = [
  ['unknown field', { nonsense: 1 }, ['/spec additionalProperties']],
  ['unknown component', { components: { mixer: {} } }, ['/spec/components additionalProperties']],
  [
    'unknown field of a component',
    { components: { cni: { enable: true } } },
    ['/spec/components/cni additionalProperties'],
  ],
  [
    'gateways that are no list',
    { components: { ingressGateways: { name: 'a' } } },
    ['/spec/components/ingressGateways type'],
  ],
  ['enabled as text', { components: { pilot: { enabled: 'yes' } } }, ['/spec/components/pilot/enabled type']],
  ['unknown Kubernetes setting', pilotK8s({ replicas: 2 }), [`${k8sAt} additionalProperties`]],
  ['replicas as text', pilotK8s({ replicaCount: '2' }), [`${k8sAt}/replicaCount type`]],
  ['fewer replicas than none', pilotK8s({ replicaCount: -1 }), [`${k8sAt}/replicaCount minimum`]],
  ['environment as a map', pilotK8s({ env: { A: '1' } }), [`${k8sAt}/env type`]],
  ['variable without name', pilotK8s({ env: [{ value: '1' }] }), [`${k8sAt}/env/0 required`]],
  [
    'overlay with one patch',
    pilotK8s({ overlays: [{ patches: { path: 'a' } }] }),
    [`${k8sAt}/overlays/0/patches type`],
  ],
  ['pull policy of no kind', pilotK8s({ imagePullPolicy: 'always' }), [`${k8sAt}/imagePullPolicy enum`]],
  ['fault in the mesh', { meshConfig: { accessLogEncoding: 'XML' } }, ['/spec/meshConfig/accessLogEncoding enum']],
  [
    'fault in the mesh of the values',
    { values: { meshConfig: { accessLog: 'x' } } },
    ['/spec/values/meshConfig additionalProperties'],
  ],
  ['unknown chart', { values: { mixer: {} } }, ['/spec/values additionalProperties']],
  [
    'unknown global value',
    { values: { global: { istioNamespaces: 'x' } } },
    ['/spec/values/global additionalProperties'],
  ],
  ['number that is none', { values: { pilot: { autoscaleMin: 'abc' } } }, ['/spec/values/pilot/autoscaleMin type']],
  ['boolean that is none', { values: { global: { logAsJson: 'true' } } }, ['/spec/values/global/logAsJson type']],
  [
    'tracer of no kind',
    { values: { global: { proxy: { tracer: 'jaeger' } } } },
    ['/spec/values/global/proxy/tracer enum'],
  ],
  ['tags that are no list', { values: { revisionTags: 'prod' } }, ['/spec/values/revisionTags type']],
  [
    'port as text',
    { values: { gateways: { 'istio-egressgateway': { ports: [{ port: '80' }] } } } },
    ['/spec/values/gateways/istio-egressgateway/ports/0/port type'],
  ],
  ['profile that is a list', { profile: ['default', 'demo'] }, ['/spec/profile type']],
];

const kind = { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator' };
const validatorOf = await loadValidators([kind]);
const validate = validatorOf(kind.apiVersion, kind.kind);

describe('schema of IstioOperator', () => {
  it.each(VALID)('accepts: %s', (_what, spec) => {
    expect(check(object(spec))).toEqual([]);
    expect(validate?.(object(spec))).toEqual([]);
  });
  it.each(INVALID)('rejects: %s', (_what, spec, problems) => {
    expect(check(object(spec))).toEqual(problems);
    expect(placesOf(validate?.(object(spec)))).toEqual(problems);
  });
  it('has the schema of MeshConfig, twice', () => {
    const mesh = readSchema('istio/MeshConfig.json').properties;
    const spec = operator.properties?.spec?.properties;
    expect(spec?.meshConfig?.properties).toEqual(mesh);
    expect(spec?.values?.properties?.meshConfig?.properties).toEqual(mesh);
  });
  it('describes every property', () => {
    const silent = [...propertiesOf(operator)].filter(([, { description }]) => !description).map(([path]) => path);
    expect(silent).toEqual([]);
  });
});
