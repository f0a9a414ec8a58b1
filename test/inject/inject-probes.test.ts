import { describe, expect, it } from 'vitest';
import { APP, deployment, dig, failure, inject } from './pod-run.js';

describe('probes', () => {
  const spec = `{containers: [{name: app, image: app, ports: [{name: http, containerPort: 80}],
    readinessProbe: {httpGet: {path: /r, port: http, scheme: HTTPS}, timeoutSeconds: 2},
    livenessProbe: {httpGet: {path: /l, port: nobody}},
    startupProbe: {grpc: {port: 9}},
    lifecycle: {preStop: {tcpSocket: {port: 80}}, postStart: {exec: {command: [x]}}}}]}`;

  it('go to the agent, which is told where they went before', () => {
    const { container, env } = inject(deployment(spec));
    const app = container('app');
    expect(dig(app, 'readinessProbe')).toEqual({
      httpGet: { path: '/app-health/app/readyz', port: 15020, scheme: 'HTTP' },
      timeoutSeconds: 2,
    });
    expect(dig(app, 'livenessProbe', 'httpGet')).toEqual({ path: '/app-health/app/livez', port: 15020 });
    expect(dig(app, 'startupProbe')).toEqual({ httpGet: { path: '/app-health/app/startupz', port: 15020 } });
    expect(dig(app, 'lifecycle', 'preStop')).toEqual({ httpGet: { path: '/app-lifecycle/app/prestopz', port: 15020 } });
    expect(dig(app, 'lifecycle', 'postStart')).toEqual({ exec: { command: ['x'] } });
    expect(JSON.parse(String(env['ISTIO_KUBE_APP_PROBERS']))).toEqual({
      '/app-health/app/readyz': { httpGet: { path: '/r', port: 80, scheme: 'HTTPS' }, timeoutSeconds: 2 },
      '/app-health/app/startupz': { grpc: { port: 9, service: null } },
      '/app-lifecycle/app/prestopz': { tcpSocket: { port: 80 } },
    });
  });

  it.each([
    ['the annotation says no', ', annotations: {sidecar.istio.io/rewriteAppHTTPProbers: "false"}', {}],
    ['the values say no', '', { values: { sidecarInjectorWebhook: { rewriteAppHTTPProbe: false } } }],
  ])('stay where %s', (_, metadata, setting) => {
    const { container, env } = inject(deployment(spec, metadata), setting);
    expect(dig(container('app'), 'startupProbe')).toEqual({ grpc: { port: 9, service: null } });
    expect(env).not.toHaveProperty('ISTIO_KUBE_APP_PROBERS');
  });

  it('go to the port that the annotation names', () => {
    const { container } = inject(deployment(spec, ', annotations: {status.sidecar.istio.io/port: "15999"}'));
    expect(dig(container('app'), 'startupProbe', 'httpGet', 'port')).toBe(15999);
  });

  it('of the agent itself are not told to it', () => {
    const own = '{containers: [{name: app, image: app, livenessProbe: {httpGet: {path: /x, port: 15020}}}]}';
    const { container, env } = inject(deployment(own));
    expect(dig(container('app'), 'livenessProbe', 'httpGet', 'path')).toBe('/app-health/app/livez');
    expect(env).not.toHaveProperty('ISTIO_KUBE_APP_PROBERS');
  });
});

describe('metrics', () => {
  const ours = {
    'prometheus.io/port': '15020',
    'prometheus.io/path': '/stats/prometheus',
    'prometheus.io/scrape': 'true',
  };

  it('are merged, whatever the annotations are spelled like', () => {
    const { annotations, env } = inject(
      deployment(APP, ', annotations: {prometheus.io/port: "9", prometheus-io/path: /m}'),
    );
    expect(annotations).toMatchObject(ours);
    expect(annotations).not.toHaveProperty('prometheus-io/path');
    expect(env['ISTIO_PROMETHEUS_ANNOTATIONS']).toBe('{"scrape":"","path":"/m","port":"9"}');
    expect(inject(deployment(APP)).env).not.toHaveProperty('ISTIO_PROMETHEUS_ANNOTATIONS');
  });

  it.each([
    ['a pod that is not scraped', ', annotations: {prometheus.io/scrape: "false"}', {}],
    ['a pod that wants none of it', ', annotations: {prometheus.istio.io/merge-metrics: "false"}', {}],
    ['a mesh that wants none of it', '', { mesh: { enablePrometheusMerge: false } }],
  ])('of %s are left alone', (_, metadata, setting) => {
    expect(inject(deployment(APP, metadata), setting).annotations).not.toHaveProperty(['prometheus.io/port']);
  });
});

describe('the ProxyConfig', () => {
  it('is that of the mesh with the annotation over it', () => {
    const mesh = {
      defaultConfig: {
        concurrency: 2,
        proxyMetadata: { A: '1', B: '1' },
        drainDuration: '45s',
        terminationDrainDuration: '1m',
      },
    };
    const { env } = inject(deployment(APP, ', annotations: {proxy.istio.io/config: "proxyMetadata: {B: \'2\'}"}'), {
      mesh,
    });
    expect(env).toMatchObject({ A: '1', B: '2' });
    expect(env['PROXY_CONFIG']).toBe(
      '{"concurrency":2,"proxyMetadata":{"A":"1","B":"2"},"terminationDrainDuration":"60s"}\n',
    );
  });

  it('has what the annotation says in place of the whole setting of the mesh, but for some headers', () => {
    const mesh = {
      defaultConfig: {
        tracing: { sampling: 50, zipkin: { address: 'z:1' } },
        proxyHeaders: { server: { value: 'me' }, setCurrentClientCertDetails: { dns: true } },
      },
    };
    const annotation = '{"tracing": {"sampling": 1}, "proxyHeaders": {"requestId": {"disabled": true}}}';
    const { env } = inject(deployment(APP, `, annotations: {proxy.istio.io/config: '${annotation}'}`), { mesh });
    expect(JSON.parse(String(env['PROXY_CONFIG']))).toEqual({
      tracing: { sampling: 1 },
      proxyHeaders: { server: { value: 'me' }, requestId: { disabled: true } },
    });
  });
});

describe('other templates', () => {
  const templates = {
    extra: 'spec:\n  containers:\n  - name: istio-proxy\n    env:\n    - name: EXTRA\n      value: "1"\n',
    broken: 'spec: {{ .Nothing.Here }}',
    list: '- a',
    wrong: 'spec:\n  containers:\n  - name: istio-proxy\n    ports: [{containerPort: "80"}]\n',
  };
  const choose = (names: string) => deployment(APP, `, annotations: {inject.istio.io/templates: "${names}"}`);

  it('add to each other', () => {
    expect(inject(choose('sidecar, extra'), { templates }).env).toMatchObject({
      EXTRA: '1',
      OWNER: 'apps/v1/Deployment/shop/web',
    });
  });

  it.each([
    ['nosuch', 'unknown-template'],
    ['broken', 'template'],
    ['list', 'rendered'],
    ['wrong', 'shape'],
  ])('%s: %s', (name, code) => expect(failure(choose(name), { templates }).code).toBe(code));

  it('are not asked when an annotation is wrong', () => {
    expect(failure(deployment(APP, ', annotations: {sidecar.istio.io/proxyCPU: lots}')).code).toBe('annotations');
  });
});
