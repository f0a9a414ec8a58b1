import { describe, expect, it } from 'vitest';
import { optionalAnalyzers, platformAnalyzers } from '../../../src/analyze/analyzers/platform/index.js';
import { analyze, findings } from '../harness.js';
import { deployment, join, namespace, object, pod, service } from './documents.js';

const only = (name: string) => platformAnalyzers.filter((analyzer) => analyzer.name === name);

describe('annotations.K8sAnalyzer', () => {
  const analyzers = only('annotations.K8sAnalyzer');
  const found = (text: string) => analyze(analyzers, text).map(({ code }) => code);
  const ofPod = (annotations: string, labels = '') =>
    pod('p', 'app', `labels: {${labels}}, annotations: {${annotations}}`);

  it('names the annotation', () => {
    expect(findings(analyzers, ofPod('sidecar.istio.io/unheard: x'))).toEqual([
      'IST0108 Pod ns/p metadata.annotations["sidecar.istio.io/unheard"]',
    ]);
    expect(analyze(analyzers, ofPod('sidecar.istio.io/proxyCpu: 1m'))[0]?.args).toMatchObject({
      near: 'sidecar.istio.io/proxyCPU',
    });
  });

  it.each<[string, string, string[]]>([
    ['somebody else’s', ofPod('example.com/x: a, istio.io.example.com/x: a'), []],
    ['what Istio sets', ofPod('sidecar.istio.io/status: "{}", istio.io/rev: default'), []],
    ['for all kinds', deployment('d', '', 'app', 'annotations: {galley.istio.io/analyze-suppress: IST0001}'), []],
    ['of a pod, on a pod', ofPod('sidecar.istio.io/proxyCPU: 100m'), []],
    [
      'of a pod, on a Deployment',
      deployment('d', '', 'app', 'annotations: {sidecar.istio.io/proxyCPU: 100m}'),
      ['IST0107'],
    ],
    ['of a Service, on a Service', service('s', 'a: b', '', 'annotations: {networking.istio.io/exportTo: "."}'), []],
    ['of a Service, on a pod', ofPod('networking.istio.io/exportTo: "."'), ['IST0107']],
    [
      'what Istio sets, on a kind that it does not set it on',
      deployment('d', '', 'app', 'annotations: {sidecar.istio.io/status: "{}"}'),
      ['IST0107'],
    ],
    [
      'deprecated, on the wrong kind',
      deployment('d', '', 'app', 'annotations: {sidecar.istio.io/inject: "true"}'),
      ['IST0107', 'IST0135'],
    ],
    [
      'of an Ingress, on a Service',
      service('s', 'a: b', '', 'annotations: {kubernetes.io/ingress.class: istio}'),
      ['IST0107'],
    ],
    [
      'of a Namespace, on a Namespace',
      namespace('n').replace('labels: {}', 'annotations: {topology.istio.io/controlPlaneClusters: a}'),
      [],
    ],
    [
      'of a pod, on a Namespace',
      namespace('n').replace('labels: {}', 'annotations: {proxy.istio.io/config: "{}"}'),
      ['IST0107'],
    ],
    ['deprecated', service('s', 'a: b', '', 'annotations: {alpha.istio.io/canonical-serviceaccounts: a}'), ['IST0135']],
    ['sidecar.istio.io/inject', ofPod('sidecar.istio.io/inject: "true"'), ['IST0135']],
    [
      'sidecar.istio.io/inject beside the label',
      ofPod('sidecar.istio.io/inject: "true"', 'sidecar.istio.io/inject: "true"'),
      [],
    ],
    [
      'on a kind that is not looked at',
      object('v1', 'ConfigMap', 'c', 'data: {}', 'annotations: {sidecar.istio.io/unheard: x}'),
      [],
    ],
  ])('judges annotations: %s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each<[string, string[], string[]]>([
    [
      'traffic.sidecar.istio.io/includeOutboundIPRanges',
      ['*', '', '10.0.0.0/8', '10.0.0.0/8,::1/128'],
      ['nonsense', '10.0.0.0', '10.0.0.0/33', '*,10.0.0.0/8'],
    ],
    ['traffic.sidecar.istio.io/excludeOutboundIPRanges', ['', '10.0.0.0/8'], ['*', '10.0.0.0/8,x']],
    [
      'traffic.sidecar.istio.io/includeInboundPorts',
      ['*', '', '80', '80, 443'],
      ['http', '80,', '70000', '80-90', '-1'],
    ],
    ['traffic.sidecar.istio.io/excludeInboundPorts', ['', '80,0'], ['*', 'x']],
    ['traffic.sidecar.istio.io/excludeOutboundPorts', ['80'], ['*']],
    ['status.sidecar.istio.io/port', ['0', '15020'], ['65536', 'x', '-1', '']],
    ['readiness.status.sidecar.istio.io/periodSeconds', ['4294967295'], ['4294967296', '1s']],
    ['prometheus.istio.io/merge-metrics', ['true', 'F', '0'], ['yes', 'tRUE', '']],
    ['sidecar.istio.io/interceptionMode', ['REDIRECT', 'TPROXY', 'NONE'], ['redirect', '']],
    ['sidecar.istio.io/proxyMemory', ['1Gi', '128', '1.5e3', '.5', '100m'], ['1 Gi', 'Gi', '1GB', '']],
    ['proxy.istio.io/config', ['{}', 'concurrency: 2', ''], ['concurrency: two', '"text"', '{']],
  ])('judges values of %s', (annotation, right, wrong) => {
    const codes = (value: string) => found(ofPod(`${annotation}: ${JSON.stringify(value)}`));
    for (const value of right) expect(codes(value), value).toEqual([]);
    for (const value of wrong) expect(codes(value), value).toEqual(['IST0125']);
  });
});

describe('annotations.AlphaAnalyzer', () => {
  it('lists annotations in alpha status, when it is asked to', () => {
    const annotations =
      'proxy.istio.io/config: "{}", sidecar.istio.io/proxyCPU: 1m, sidecar.istio.io/status: x, a.b/c: d';
    expect(findings(optionalAnalyzers, pod('p', 'app', `annotations: {${annotations}}`))).toEqual([
      'IST0136 Pod ns/p metadata.annotations["sidecar.istio.io/proxyCPU"]',
    ]);
    expect(platformAnalyzers).not.toContain(optionalAnalyzers[0]);
  });
});

describe('deployment.MultiServiceAnalyzer', () => {
  const analyzers = only('deployment.MultiServiceAnalyzer');
  const ENABLED = namespace('ns', 'istio-injection: enabled');
  const both = (a: string, b: string, d = deployment('d', 'app: d')) =>
    join(ENABLED, d, service('a', 'app: d', a), service('b', 'app: d', b));
  const at = (code: string) => [`${code} Deployment ns/d metadata.name`];

  it.each<[string, string, string[]]>([
    ['the same port', both('{port: 80}', '{port: 80}'), []],
    ['the same port with another protocol', both('{port: 53}', '{port: 53, protocol: UDP}'), at('IST0116')],
    [
      'the same target behind different ports',
      both('{port: 80, targetPort: 8080}', '{port: 81, targetPort: 8080}'),
      at('IST0137'),
    ],
    ['a target that is the port', both('{port: 8080}', '{port: 80, targetPort: 8080}'), at('IST0137')],
    ['a target by name', both('{port: 80, targetPort: web}', '{port: 81, targetPort: web}'), at('IST0137')],
    ['different targets', both('{port: 80, targetPort: 8080}', '{port: 81, targetPort: 8081}'), []],
    [
      'the same target behind two ports of one Service',
      join(
        ENABLED,
        deployment('d', 'app: d'),
        service('a', 'app: d', '{port: 80, targetPort: 1}, {port: 81, targetPort: 1}'),
      ),
      at('IST0137'),
    ],
    [
      'two protocols of one port of one Service',
      join(ENABLED, deployment('d', 'app: d'), service('a', 'app: d', '{port: 53}, {port: 53, protocol: UDP}')),
      at('IST0116'),
    ],
    [
      'a waypoint',
      both(
        '{port: 53}',
        '{port: 53, protocol: UDP}',
        deployment('d', 'app: d', 'istio-proxy', 'labels: {gateway.istio.io/managed: istio.io-mesh-controller}'),
      ),
      [],
    ],
    [
      'a namespace with a revision alone',
      both('{port: 53}', '{port: 53, protocol: UDP}').replace('istio-injection: enabled', 'istio.io/rev: canary'),
      [],
    ],
    [
      'pods outside of the mesh',
      both('{port: 53}', '{port: 53, protocol: UDP}', deployment('d', 'app: d, sidecar.istio.io/inject: "false"')),
      [],
    ],
    [
      'Services of other pods',
      join(
        ENABLED,
        deployment('d', 'app: d'),
        service('a', 'app: d', '{port: 53}'),
        service('b', 'app: d, v: x', '{port: 53, protocol: UDP}'),
      ),
      [],
    ],
    [
      'a Service without selector',
      join(
        ENABLED,
        deployment('d', 'app: d'),
        service('a', 'app: d', '{port: 53}'),
        service('b', '', '{port: 53, protocol: UDP}'),
      ),
      [],
    ],
    [
      'Services of another namespace',
      join(
        ENABLED,
        deployment('d', 'app: d'),
        service('a', 'app: d', '{port: 53}'),
        service('o/b', 'app: d', '{port: 53, protocol: UDP}'),
      ),
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(findings(analyzers, text)).toEqual(expected);
  });
});

describe('applicationUID.Analyzer', () => {
  const analyzers = only('applicationUID.Analyzer');
  const uid = (user: number) => `securityContext: {runAsUser: ${user}}`;
  const one = (spec: string, more = '') => object('v1', 'Pod', 'p', `spec: {${spec}}`, more);

  it.each<[string, string, string[]]>([
    ['the pod', one(`${uid(1337)}, containers: [{name: a}]`), ['IST0144 Pod ns/p spec.securityContext.runAsUser']],
    [
      'a container',
      one(`containers: [{name: a}, {name: b, ${uid(1337)}}]`),
      ['IST0144 Pod ns/p spec.containers[1].securityContext.runAsUser'],
    ],
    ['the proxy', one(`containers: [{name: istio-proxy, ${uid(1337)}}]`), []],
    ['another user', one(`${uid(1000)}, containers: [{name: a, ${uid(0)}}]`), []],
    [
      'a Deployment',
      object('apps/v1', 'Deployment', 'd', `spec: {template: {spec: {${uid(1337)}}}}`),
      ['IST0144 Deployment ns/d spec.template.spec.securityContext.runAsUser'],
    ],
    ['the control plane', one(uid(1337), 'labels: {istio: pilot}'), []],
    ['its release', one(uid(1337), 'labels: {release: istio}'), []],
  ])('%s', (_, text, expected) => {
    expect(findings(analyzers, text)).toEqual(expected);
  });
});

describe('service.PortNameAnalyzer', () => {
  const analyzers = only('service.PortNameAnalyzer');

  it.each<[string, string, string[]]>([
    [
      'names of protocols',
      '{name: http, port: 1}, {name: grpc-web-x, port: 2}, {name: TCP-db, port: 3}, {name: mongo, port: 4}, {name: hbone, port: 5}',
      [],
    ],
    ['another name', '{name: http, port: 1}, {name: foo, port: 2}', ['spec.ports[1]']],
    ['no name', '{port: 2}', ['spec.ports[0]']],
    ['UDP', '{name: x, port: 5, protocol: UDP}', []],
    ['appProtocol', '{name: x, port: 4, appProtocol: kubernetes.io/h2c}, {name: x, port: 5, appProtocol: https}', []],
    ['another appProtocol', '{name: http, port: 6, appProtocol: what}', ['spec.ports[0]']],
    ['ports of which Istio knows the protocol', '{port: 3306}, {name: db, port: 27017}', []],
    ['two without name', '{port: 1}, {port: 2}', ['spec.ports[0]', 'spec.ports[1]']],
  ])('%s', (_, ports, paths) => {
    expect(findings(analyzers, service('s', 'a: b', ports))).toEqual(
      paths.map((path) => `IST0118 Service ns/s ${path}`),
    );
    expect(findings(analyzers, service('s', 'a: b', ports, 'labels: {istio: ingress}')), 'the control plane').toEqual(
      [],
    );
    expect(
      findings(analyzers, service('s', 'a: b', ports, 'labels: {gateway.istio.io/managed: istio.io-mesh-controller}')),
      'managed',
    ).toEqual([]);
    expect(
      findings(analyzers, service('s', 'a: b', ports, 'labels: {gateway.istio.io/managed: x}')),
      'managed by somebody else',
    ).toHaveLength(paths.length);
  });

  it('asks more of an ExternalName Service', () => {
    const external = (ports: string) => object('v1', 'Service', 's', `spec: {type: ExternalName, ports: [${ports}]}`);
    expect(findings(analyzers, external('{name: http, port: 1}, {name: tcp-x, port: 2}'))).toEqual([]);
    expect(findings(analyzers, external('{name: tcp, port: 1}'))).toEqual(['IST0150 Service ns/s spec.ports[0]']);
    expect(findings(analyzers, external('{name: tcp, port: 1}, {name: foo, port: 2}'))).toHaveLength(1);
  });
});

describe('externalcontrolplane.ExternalControlPlaneAnalyzer', () => {
  const analyzers = only('externalcontrolplane.ExternalControlPlaneAnalyzer');
  const found = (kind: string, name: string, clientConfig: string) =>
    analyze(
      analyzers,
      `apiVersion: admissionregistration.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nwebhooks: [{name: w, clientConfig: ${clientConfig}}]\n`,
    ).map(({ code }) => code);
  const injector = (config: string) => found('MutatingWebhookConfiguration', 'istio-sidecar-injector-x', config);

  it.each<[string, string[]]>([
    ['{service: {name: istiod, namespace: istio-system}}', []],
    ['{url: "https://istiod.example.com:15017/inject"}', []],
    ['{url: "https://10.0.0.1:15017/inject"}', ['IST0164']],
    ['{url: "https://[2001:db8::1]/inject"}', ['IST0164']],
    ['{}', ['IST0163']],
    ['{url: "https://bad host/inject"}', ['IST0163']],
    ['{url: "https://host:port/inject"}', ['IST0163']],
    ['{url: "https://host%zz/"}', ['IST0163']],
    ['{url: ":nothing"}', ['IST0163']],
  ])('%s', (config, expected) => {
    expect(injector(config)).toEqual(expected);
    expect(found('ValidatingWebhookConfiguration', 'istio-validator-x', config)).toEqual(expected);
    expect(found('ValidatingWebhookConfiguration', 'istiod-default-validator', config)).toEqual(expected);
    expect(found('ValidatingWebhookConfiguration', 'somebody-else', config)).toEqual([]);
    expect(found('MutatingWebhookConfiguration', 'istio-validator', config)).toEqual([]);
  });
});
