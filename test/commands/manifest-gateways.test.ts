import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/install/types.js';
import { at, listAt } from '../../src/install/values/tree.js';
import { generate, generateSpec, names, one } from './manifest-run.js';

const NAME = 'istio-ingressgateway';
/** The gateway of the default profile with values of its kind. */
const withValues = (settings: object, values: object = {}) =>
  generateSpec({ values: { ...values, gateways: { [NAME]: settings } } });
/** A gateway with an entry of its own. */
const withEntry = (entry: object) => generateSpec({ components: { ingressGateways: [{ name: NAME, ...entry }] } });
const podOf = (objects: readonly KubeObject[], name = NAME) => at(one(objects, 'Deployment', name), 'spec', 'template');
const proxyOf = (objects: readonly KubeObject[]) => listAt(podOf(objects), 'spec', 'containers')[0];

describe('a gateway', () => {
  it('of another name has the labels and values of its kind', async () => {
    const objects = await generateSpec({
      components: { ingressGateways: [{ name: 'mine', label: { istio: 'mine', version: 'v2' } }] },
    });
    const labels = { app: NAME, istio: 'mine', version: 'v2' };
    expect(at(one(objects, 'Service', 'mine'), 'spec', 'selector')).toEqual(labels);
    expect(at(podOf(objects, 'mine'), 'metadata', 'labels')).toMatchObject({
      ...labels,
      'app.kubernetes.io/name': NAME,
      'service.istio.io/canonical-name': 'mine',
      'service.istio.io/canonical-revision': 'v2',
    });
    expect(names(objects)).toContain('RoleBinding mine-sds');
  });

  it('of another namespace has no marks of the old chart', async () => {
    const labels = at(podOf(await withEntry({ namespace: 'edge' })), 'metadata', 'labels');
    expect(labels).not.toHaveProperty('heritage');
    expect(labels).not.toHaveProperty('release');
  });

  it('listens on the ports that its Service is given', async () => {
    const ports = [{ name: 'a', port: 80, targetPort: 8081 }];
    const objects = await withEntry({ k8s: { service: { ports, externalTrafficPolicy: 'Local' } } });
    expect(at(one(objects, 'Service', NAME), 'spec')).toMatchObject({ ports, externalTrafficPolicy: 'Local' });
    expect(at(proxyOf(objects), 'ports')).toEqual([
      { containerPort: 8081, protocol: 'TCP' },
      { containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' },
    ]);
  });

  it('runs where nodes have labels and architectures, and away from pods', async () => {
    const objects = await withValues(
      {
        nodeSelector: { pool: 'edge' },
        podAntiAffinityLabelSelector: [{ key: 'app', operator: 'In', values: 'a,b', topologyKey: 'zone' }],
      },
      { global: { arch: { amd64: 2, arm64: 0 } } },
    );
    expect(at(podOf(objects), 'spec')).not.toHaveProperty('nodeSelector');
    const required = 'requiredDuringSchedulingIgnoredDuringExecution';
    const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
    const amd64 = { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] };
    expect(at(podOf(objects), 'spec', 'affinity')).toEqual({
      nodeAffinity: {
        [required]: {
          nodeSelectorTerms: [{ matchExpressions: [amd64, { key: 'pool', operator: 'In', values: ['edge'] }] }],
        },
        [preferred]: [{ weight: 2, preference: { matchExpressions: [amd64] } }],
      },
      podAntiAffinity: {
        [required]: [
          {
            labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] },
            topologyKey: 'zone',
          },
        ],
      },
    });
  });

  it('runs as root when it is told so', async () => {
    const objects = await withValues({ runAsRoot: true });
    expect(at(podOf(objects), 'spec')).not.toHaveProperty('securityContext');
    expect(proxyOf(objects)).not.toHaveProperty('securityContext');
    expect(JSON.stringify(proxyOf(objects))).not.toContain('ISTIO_META_UNPRIVILEGED_POD');
  });

  it('has further containers and volumes', async () => {
    const objects = await withValues({
      additionalContainers: [{ name: 'more', image: 'more' }],
      configVolumes: [{ name: 'c', configMapName: 'conf', mountPath: '/c' }],
    });
    expect(listAt(podOf(objects), 'spec', 'containers')).toHaveLength(2);
    expect(listAt(podOf(objects), 'spec', 'volumes')).toContainEqual({
      name: 'c',
      configMap: { name: 'conf', optional: true },
    });
    expect(at(proxyOf(objects), 'volumeMounts')).toContainEqual({ name: 'c', mountPath: '/c', readOnly: true });
  });

  it('asks for what every container asks for when nothing is set for it', async () => {
    const objects = await withValues({ resources: null });
    expect(at(proxyOf(objects), 'resources')).toEqual({ requests: { cpu: '10m' } });
  });

  it('has one network of its own, and serves tokens where it is told to', async () => {
    const objects = await withValues(
      { env: { ISTIO_META_NETWORK: 'n2' } },
      { global: { network: 'n1', sts: { servicePort: 15463 } } },
    );
    const networks = listAt(proxyOf(objects), 'env').filter((entry) => at(entry, 'name') === 'ISTIO_META_NETWORK');
    expect(networks).toEqual([{ name: 'ISTIO_META_NETWORK', value: 'n2' }]);
    expect(at(proxyOf(objects), 'args')).toContain('--stsPort=15463');
  });

  it('is not scraped by annotation unless metrics are merged', async () => {
    const objects = await generate('meshConfig.enablePrometheusMerge=false');
    expect(at(podOf(objects), 'metadata', 'annotations')).not.toHaveProperty('prometheus.io/port');
  });

  it('can do without a Service, and is open where policies close everything else', async () => {
    expect(names(await withValues({ customService: true }))).not.toContain(`Service ${NAME}`);
    const objects = await generate('values.global.networkPolicy.enabled=true', 'revision=a');
    expect(JSON.stringify(one(objects, 'NetworkPolicy', `${NAME}-a`)).match(/"port":\d+/g)).toEqual(
      [15021, 15020, 15090, 15021, 8080, 8443].map((port) => `"port":${port}`),
    );
  });
});

describe('k8s settings', () => {
  it('a budget has one limit', async () => {
    const k8s = { podDisruptionBudget: { maxUnavailable: 1 } };
    const spec = { profile: 'minimal', components: { pilot: { k8s } }, values: { pilot: { autoscaleMin: 2 } } };
    const budget = at(one(await generateSpec(spec), 'PodDisruptionBudget', 'istiod'), 'spec');
    expect(budget).toMatchObject({ maxUnavailable: 1 });
    expect(budget).not.toHaveProperty('minAvailable');
  });

  it('ports come to those of istiod, by number', async () => {
    const ports = [
      { name: 'extra', port: 9999 },
      { port: 15014, nodePort: 30000 },
    ];
    const spec = { profile: 'minimal', components: { pilot: { k8s: { service: { ports } } } } };
    const found = listAt(one(await generateSpec(spec), 'Service', 'istiod'), 'spec', 'ports');
    expect(found.map((port) => at(port, 'port'))).toEqual([15010, 15012, 443, 15014, 9999]);
    expect(found[3]).toMatchObject({ name: 'http-monitoring', nodePort: 30000 });
  });
});
