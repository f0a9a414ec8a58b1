import { describe, expect, it } from 'vitest';
import { injectObject } from '../../src/inject/index.js';
import { parseDocument } from '../../src/sources/yaml-values.js';
import { APP, deployment, dig, inject, injectionOf, list, VALUES } from './pod-run.js';

describe('an injected pod', () => {
  it('has the proxy last, its volumes first, and says what was injected', () => {
    const { names, template, annotations, env } = inject(
      deployment('{containers: [{name: app, image: app}], volumes: [{name: own}]}'),
    );
    expect(names).toEqual({ init: ['istio-init'], app: ['app', 'istio-proxy'] });
    expect(dig(template, 'spec', 'volumes')).toEqual([{ name: 'istio-data' }, { name: 'own' }]);
    expect(JSON.parse(String(dig(annotations, 'sidecar.istio.io/status')))).toEqual({
      initContainers: ['istio-init'],
      containers: ['istio-proxy'],
      volumes: ['istio-data'],
      imagePullSecrets: null,
      revision: 'default',
    });
    expect(env).toMatchObject({ OWNER: 'apps/v1/Deployment/shop/web', PROXY_CONFIG: '{}\n' });
  });

  it('is the same when it is injected again', () => {
    const first = inject(deployment(APP, ', annotations: {prometheus.io/port: "9"}')).injected?.after;
    const again = injectObject(first, injectionOf({}));
    expect(again?.after).toEqual(first);
    expect(again?.again).toBe(true);
  });

  it.each([
    ['of the kind that the annotation asks for', 'sidecar.istio.io/proxyImageType: debug', 'hub/proxyv2:1-debug'],
    ['without a kind', 'sidecar.istio.io/proxyImageType: default', 'hub/proxyv2:1'],
    ['of the kind in the ProxyConfig', 'proxy.istio.io/config: "image: {imageType: debug}"', 'hub/proxyv2:1-debug'],
  ])('has the image %s', (_, annotation, image) => {
    expect(dig(inject(deployment(APP, `, annotations: {${annotation}}`)).proxy, 'image')).toBe(image);
  });

  it.each([
    ['of the variant', {}, 'hub/proxyv2:1-debug'],
    ['without one where the ProxyConfig names none', { image: {} }, 'hub/proxyv2:1'],
  ])('has the image %s', (_, defaultConfig, image) => {
    const values = { global: { ...VALUES.global, tag: '1', variant: 'debug' } };
    expect(dig(inject(deployment(APP), { values, mesh: { defaultConfig } }).proxy, 'image')).toBe(image);
  });

  it('has the proxy first where the application is to wait', () => {
    const mesh = { defaultConfig: { holdApplicationUntilProxyStarts: true } };
    expect(inject(deployment(APP), { mesh }).names.app).toEqual(['istio-proxy', 'app']);
    const values = { global: { proxy: { holdApplicationUntilProxyStarts: true } } };
    expect(inject(deployment(APP), { values }).names.app).toEqual(['istio-proxy', 'app']);
  });

  it('has a native sidecar before the init containers of its own', () => {
    const spec = '{initContainers: [{name: own, image: x}], containers: [{name: app, image: app}]}';
    const { names } = inject(deployment(spec, ', annotations: {sidecar.istio.io/nativeSidecar: "true"}'));
    expect(names).toEqual({ init: ['istio-init', 'istio-proxy', 'own'], app: ['app'] });
    expect(inject(deployment(spec)).names.init).toEqual(['own', 'istio-init']);
  });

  it('moves its own proxy to where a native sidecar runs', () => {
    const spec =
      '{containers: [{name: app, image: app}, {name: istio-proxy, image: auto, env: [{name: OWN, value: x}]}]}';
    const { names, env } = inject(deployment(spec, ', annotations: {sidecar.istio.io/nativeSidecar: "true"}'));
    expect(names).toEqual({ init: ['istio-init', 'istio-proxy'], app: ['app'] });
    expect(env).toMatchObject({ OWN: 'x' });
  });

  it('tells cluster and network at the end of the environment', () => {
    const values = { global: { ...VALUES.global, multiCluster: { clusterName: 'c1' }, network: 'n1' } };
    const { env, template } = inject(deployment(APP), { values });
    expect(Object.entries(env).slice(-2)).toEqual([
      ['ISTIO_META_CLUSTER_ID', 'c1'],
      ['ISTIO_META_NETWORK', 'n1'],
    ]);
    expect(dig(template, 'metadata', 'labels', 'topology.istio.io/network')).toBe('n1');
    const own = inject(deployment(APP, ', annotations: {}').replace('app: web}}', 'app: web}}'), {
      values,
      proxyEnv: { ISTIO_META_CLUSTER_ID: 'c2' },
    });
    expect(own.env['ISTIO_META_CLUSTER_ID']).toBe('c2');
  });
});

describe('an own container of the template’s name', () => {
  const spec = `{containers: [{name: istio-proxy, image: auto, securityContext: {runAsUser: 2102}, env: [{name: OWN, value: x}]}, {name: app, image: app}]}`;

  it('is laid over the template, and written down', () => {
    const { proxy, env, annotations, container } = inject(deployment(spec));
    expect(dig(proxy, 'image')).toBe('hub/proxyv2:1-distroless');
    expect(env).toMatchObject({ OWN: 'x', OWNER: 'apps/v1/Deployment/shop/web' });
    expect(JSON.parse(String(dig(annotations, 'proxy.istio.io/overrides')))).toEqual({
      containers: [
        {
          name: 'istio-proxy',
          env: [{ name: 'OWN', value: 'x' }],
          resources: {},
          securityContext: { runAsUser: 2102 },
        },
      ],
    });
    expect(dig(container('istio-init'), 'args')).toEqual(['istio-iptables', '-u', '2102', '-m', 'REDIRECT']);
  });

  it.each([
    ['the annotation', ', annotations: {sidecar.istio.io/interceptionMode: TPROXY}', {}],
    ['the mesh', '', { mesh: { defaultConfig: { interceptionMode: 'TPROXY' } } }],
  ])('runs as root where %s makes the proxy transparent', (_, metadata, setting) => {
    const { container, proxy } = inject(deployment(spec, metadata), setting);
    expect(dig(container('istio-init'), 'args')).toEqual(['istio-iptables', '-u', '2102', '-m', 'TPROXY']);
    expect(dig(proxy, 'securityContext')).toEqual({ runAsUser: 0 });
  });
});

describe('a pod that is injected again', () => {
  const spec =
    '{containers: [{name: istio-proxy, image: auto, env: [{name: OWN, value: x}]}, {name: app, image: app}]}';

  it('gets what the templates say now, and keeps what it said itself', () => {
    const first = injectObject(parseDocument(deployment(spec)), injectionOf({}))?.after;
    const values = { global: { ...VALUES.global, tag: '2' } };
    const proxy = proxyOf(injectObject(first, injectionOf({ values }))?.after);
    expect(dig(proxy, 'image')).toBe('hub/proxyv2:2');
    expect(list(dig(proxy, 'env'))).toContainEqual({ name: 'OWN', value: 'x' });
  });

  it('has its containers from the templates, whatever was written down', () => {
    const own = '{containers: [{name: istio-proxy, image: own/proxy:1}, {name: app, image: app}]}';
    const first = injectObject(parseDocument(deployment(own)), injectionOf({}))?.after;
    expect(dig(proxyOf(first), 'image')).toBe('own/proxy:1');
    expect(dig(proxyOf(injectObject(first, injectionOf({}))?.after), 'image')).toBe('hub/proxyv2:1-distroless');
  });

  it('tells the agent of the probes that it has now too', () => {
    const probe = (name: string) => `{name: ${name}, image: app, livenessProbe: {httpGet: {port: 80}}}`;
    const first = injectObject(parseDocument(deployment(`{containers: [${probe('app')}]}`)), injectionOf({}))?.after;
    const more = JSON.parse(JSON.stringify(first), (key, value: unknown) =>
      key === 'containers' && Array.isArray(value) ? [...value, parseDocument(probe('new'))] : value,
    );
    const env = list(dig(proxyOf(injectObject(more, injectionOf({}))?.after), 'env'));
    const probers = env.filter((variable) => dig(variable, 'name') === 'ISTIO_KUBE_APP_PROBERS');
    expect(probers.map((variable) => JSON.parse(String(dig(variable, 'value'))))).toEqual([
      { '/app-health/app/livez': { httpGet: { port: 80 } }, '/app-health/new/livez': { httpGet: { port: 80 } } },
    ]);
  });
});

const proxyOf = (object: unknown) =>
  list(dig(object, 'spec', 'template', 'spec', 'containers')).find((c) => dig(c, 'name') === 'istio-proxy');
