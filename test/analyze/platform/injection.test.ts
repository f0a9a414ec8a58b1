import { describe, expect, it } from 'vitest';
import { platformAnalyzers } from '../../../src/analyze/analyzers/platform/index.js';
import { findings } from '../harness.js';
import { configMap, deployment, injector, join, namespace, object, pod, service } from './documents.js';

const only = (name: string) => platformAnalyzers.filter((analyzer) => analyzer.name === name);
const cluster = { complete: true };
const ENABLED = namespace('ns', 'istio-injection: enabled');

describe('injection.Analyzer', () => {
  const analyzers = only('injection.Analyzer');
  const values = (enableNamespacesByDefault: boolean) =>
    configMap('istio-system/istio-sidecar-injector', 'values', {
      sidecarInjectorWebhook: { enableNamespacesByDefault },
    });

  it.each<[string, string, string[]]>([
    ['no label', namespace('ns'), ['IST0102 Namespace ns metadata.name']],
    ['no label, sidecars by default', join(values(true), namespace('ns')), ['IST0148 Namespace ns metadata.name']],
    ['no label, no sidecars by default', join(values(false), namespace('ns')), ['IST0102 Namespace ns metadata.name']],
    ['enabled', namespace('ns', 'istio-injection: enabled'), []],
    ['disabled', namespace('ns', 'istio-injection: disabled'), []],
    ['a revision', namespace('ns', 'istio.io/rev: canary'), []],
    ['ambient', namespace('ns', 'istio.io/dataplane-mode: ambient'), []],
    ['the control plane', namespace('istio-system'), []],
    [
      'enabled and a revision',
      namespace('ns', 'istio-injection: enabled, istio.io/rev: a'),
      ['IST0123 Namespace ns metadata.labels'],
    ],
    [
      'enabled and ambient',
      namespace('ns', 'istio-injection: enabled, istio.io/dataplane-mode: ambient'),
      ['IST0123 Namespace ns metadata.labels'],
    ],
    [
      'a revision and ambient',
      namespace('ns', 'istio.io/rev: a, istio.io/dataplane-mode: ambient'),
      ['IST0123 Namespace ns metadata.labels'],
    ],
    ['disabled and a revision', namespace('ns', 'istio-injection: disabled, istio.io/rev: a'), []],
    ['a label without value', namespace('ns', 'istio-injection: ""'), ['IST0102 Namespace ns metadata.name']],
    [
      'a revision, and no traffic for the node',
      namespace('ns', 'istio.io/rev: a, istio.io/dataplane-mode: none'),
      ['IST0123 Namespace ns metadata.labels'],
    ],
    [
      'a revision, sidecars by default',
      join(
        configMap('istio-system/istio-sidecar-injector-a', 'values', {
          sidecarInjectorWebhook: { enableNamespacesByDefault: true },
        }),
        namespace('ns', 'istio.io/rev: a'),
        namespace('other'),
      ),
      ['IST0102 Namespace other metadata.name'],
    ],
  ])('judges a namespace: %s', (_, text, expected) => {
    expect(findings(analyzers, text)).toEqual(expected);
  });

  it('asks for no proxy where the node takes the traffic', () => {
    const ambient = namespace('ns', 'istio-injection: enabled, istio.io/dataplane-mode: ambient');
    const found = findings(analyzers, join(ambient, pod('p')), cluster);
    expect(found).toEqual(['IST0123 Namespace ns metadata.labels']);
  });

  it.each<[string, string, boolean]>([
    ['no proxy', pod('p'), true],
    ['a proxy', pod('p', 'app istio-proxy'), false],
    [
      'a native proxy',
      object('v1', 'Pod', 'p', 'spec: {containers: [{name: a}], initContainers: [{name: istio-proxy, image: p}]}'),
      false,
    ],
    ['a proxy without an image', object('v1', 'Pod', 'p', 'spec: {containers: [{name: istio-proxy}]}'), true],
    ['opted out by label', pod('p', 'app', 'labels: {sidecar.istio.io/inject: "false"}'), false],
    ['opted out by annotation', pod('p', 'app', 'annotations: {sidecar.istio.io/inject: "FALSE"}'), false],
    [
      'a label over the annotation',
      pod('p', 'app', 'labels: {sidecar.istio.io/inject: "true"}, annotations: {sidecar.istio.io/inject: "false"}'),
      true,
    ],
    ['the network of the host', object('v1', 'Pod', 'p', 'spec: {hostNetwork: true, containers: [{name: a}]}'), false],
    ['another namespace', pod('other/p'), false],
  ])('judges a pod: %s', (_, text, expected) => {
    const input = join(ENABLED, text);
    expect(findings(analyzers, input, cluster)).toEqual(expected ? ['IST0103 Pod ns/p metadata.name'] : []);
    expect(findings(analyzers, input), 'a pod of a file gets its proxy later').toEqual([]);
  });
});

describe('injection.ImageAnalyzer', () => {
  const analyzers = only('injection.ImageAnalyzer');
  const values = configMap('istio-system/istio-sidecar-injector', 'values', {
    global: { hub: 'h', tag: '5', proxy: { image: 'proxyv2' } },
  });
  const canary = configMap('istio-system/istio-sidecar-injector-canary', 'values', {
    global: { hub: 'h', tag: '6', proxy: { image: 'r/p:1' } },
  });

  it.each<[string, string, string, boolean]>([
    ['the image of the injector', 'istio-injection: enabled', pod('p', 'istio-proxy=h/proxyv2:5'), false],
    ['another', 'istio-injection: enabled', pod('p', 'istio-proxy=h/proxyv2:4'), true],
    ['a whole image', 'istio.io/rev: canary', pod('p', 'istio-proxy=r/p:1'), false],
    ['that of another revision', 'istio.io/rev: canary', pod('p', 'istio-proxy=h/proxyv2:5'), true],
    ['a revision without injector', 'istio.io/rev: gone', pod('p', 'istio-proxy=x'), false],
    ['no injection', 'istio-injection: disabled', pod('p', 'istio-proxy=x'), false],
    ['no proxy', 'istio-injection: enabled', pod('p'), false],
    [
      'its own image',
      'istio-injection: enabled',
      pod('p', 'istio-proxy=x', 'annotations: {sidecar.istio.io/proxyImage: x}'),
      false,
    ],
    [
      'the type asked for',
      'istio-injection: enabled',
      pod('p', 'istio-proxy=h/proxyv2:5-debug', `annotations: {proxy.istio.io/config: 'image: {imageType: debug}'}`),
      false,
    ],
    [
      'a type that is none',
      'istio-injection: enabled',
      pod(
        'p',
        'istio-proxy=h/proxyv2:5-default',
        `annotations: {proxy.istio.io/config: 'image: {imageType: default}'}`,
      ),
      true,
    ],
    [
      'the type of a ProxyConfig for its namespace',
      'istio-injection: enabled',
      join(
        object('networking.istio.io/v1beta1', 'ProxyConfig', 'istio-system/m', 'spec: {image: {imageType: mesh}}'),
        object('networking.istio.io/v1beta1', 'ProxyConfig', 'p', 'spec: {image: {imageType: own}}'),
        pod('p', 'istio-proxy=h/proxyv2:5-own'),
      ),
      false,
    ],
    [
      'the type of a ProxyConfig for other pods',
      'istio-injection: enabled',
      join(
        object(
          'networking.istio.io/v1beta1',
          'ProxyConfig',
          'p',
          'spec: {selector: {matchLabels: {app: some}}, image: {imageType: own}}',
        ),
        pod('p', 'istio-proxy=h/proxyv2:5-own', 'labels: {app: other}'),
      ),
      true,
    ],
    ['the type of the mesh', 'istio-injection: enabled', pod('p', 'istio-proxy=h/proxyv2:5-distroless'), false],
  ])('%s', (_, labels, text, expected) => {
    const input = join(values, canary, namespace('ns', labels), text);
    const config = { defaultConfig: { image: { imageType: 'distroless' } } };
    expect(findings(analyzers, input, { ...cluster, config })).toEqual(
      expected ? ['IST0158 Namespace ns metadata.name'] : [],
    );
    expect(findings(analyzers, input, { config })).toEqual([]);
  });

  it('expects nothing of values that are no JSON', () => {
    const broken = object('v1', 'ConfigMap', 'istio-system/istio-sidecar-injector', 'data: {values: "{"}');
    const yaml = object(
      'v1',
      'ConfigMap',
      'istio-system/istio-sidecar-injector',
      'data: {values: "global: {hub: h, tag: t}"}',
    );
    const input = join(ENABLED, pod('p', 'istio-proxy=x'));
    const same = join(ENABLED, pod('p', 'istio-proxy=h/:t'));
    for (const values of [broken, yaml]) {
      expect(findings(analyzers, join(values, input), cluster)).toEqual(['IST0158 Namespace ns metadata.name']);
      expect(findings(analyzers, join(values, same), cluster)).toEqual(['IST0158 Namespace ns metadata.name']);
    }
  });
});

describe('injection.ImageAutoAnalyzer', () => {
  const analyzers = only('injection.ImageAutoAnalyzer');
  const enabled = injector('i', 'namespaceSelector: {matchLabels: {istio-injection: enabled}}');
  const object_ = injector(
    'o',
    'objectSelector: {matchExpressions: [{key: app, operator: In, values: [b, c]}, {key: never, operator: DoesNotExist}]}',
  );

  it.each<[string, string, string[]]>([
    ['a pod', pod('p', 'istio-proxy=auto'), ['IST0147 Pod ns/p spec']],
    ['a pod with an image', pod('p', 'istio-proxy=x'), []],
    ['another container', pod('p', 'app=auto'), []],
    ['a native proxy', object('v1', 'Pod', 'p', 'spec: {initContainers: [{name: istio-proxy, image: auto}]}'), []],
    ['no injector', deployment('d', 'app: a', 'istio-proxy=auto'), ['IST0146 Deployment ns/d spec.template.spec']],
    [
      'an injector for others',
      join(enabled, deployment('d', 'app: a', 'istio-proxy=auto')),
      ['IST0146 Deployment ns/d spec.template.spec'],
    ],
    ['an injector of its namespace', join(enabled, ENABLED, deployment('d', 'app: a', 'istio-proxy=auto')), []],
    ['an injector of its pods', join(object_, deployment('d', 'app: b', 'istio-proxy=auto')), []],
    [
      'an injector that excludes its pods',
      join(object_, deployment('d', 'app: b, never: x', 'istio-proxy=auto')),
      ['IST0146 Deployment ns/d spec.template.spec'],
    ],
  ])('%s', (_, text, expected) => {
    expect(findings(analyzers, text, cluster)).toEqual(expected);
    expect(findings(analyzers, text)).toEqual([]);
  });
});

describe('webhook.Analyzer', () => {
  const analyzers = only('webhook.Analyzer');
  const istiod = service('istio-system/istiod', 'app: istiod', '{port: 443}');
  const at = (...names: string[]) =>
    names.map((name) => `IST0139 MutatingWebhookConfiguration ${name} webhooks[0].name`);
  const rev = (revision: string) =>
    `namespaceSelector: {matchExpressions: [{key: istio.io/rev, operator: In, values: [${revision}]}]}`;

  it.each<[string, string, string[]]>([
    ['one', injector('a', ''), []],
    ['two for the same label', join(injector('a', rev('x')), injector('b', rev('x'))), at('a', 'b')],
    ['two revisions', join(injector('a', rev('x')), injector('b', rev('z'))), []],
    [
      'three, two of them the same',
      join(injector('a', rev('x')), injector('b', rev('z')), injector('c', rev('z'))),
      at('b', 'c'),
    ],
    [
      'a revision and all that is enabled',
      join(injector('a', rev('x')), injector('b', 'namespaceSelector: {matchLabels: {istio-injection: enabled}}')),
      at('a', 'b'),
    ],
    [
      'a revision, and all that is enabled and of no revision',
      join(
        injector('a', rev('x')),
        injector(
          'b',
          'namespaceSelector: {matchLabels: {istio-injection: enabled}, matchExpressions: [{key: istio.io/rev, operator: DoesNotExist}]}',
        ),
      ),
      [],
    ],
    [
      'pods that say yes and pods that say no',
      join(
        injector('a', 'objectSelector: {matchLabels: {sidecar.istio.io/inject: "true"}}'),
        injector('b', 'objectSelector: {matchLabels: {sidecar.istio.io/inject: "false"}}'),
      ),
      [],
    ],
    [
      'two webhooks of one, each of which overlaps with the same other',
      join(
        injector(
          'a',
          'namespaceSelector: {matchLabels: {istio-injection: enabled}}}\n- {name: y.sidecar-injector.istio.io, namespaceSelector: {matchLabels: {istio-injection: disabled}}',
        ),
        injector('b', ''),
      ),
      at('a', 'b', 'b'),
    ],
    [
      'of a revision by its label alone',
      join(
        injector('a', '').replace('name: a', 'name: a, labels: {istio.io/rev: r}').replace('x.sidecar', 'x.other'),
        injector('b', '').replace('x.sidecar-injector.istio.io', 'x.example.com'),
        injector('c', rev('r')).replace('x.sidecar-injector.istio.io', 'x.example.com'),
      ),
      at('a', 'c'),
    ],
    [
      'a webhook of somebody else',
      join(injector('a', ''), injector('b', '').replace('x.sidecar-injector.istio.io', 'x.example.com')),
      [],
    ],
  ])('finds injectors that take the same pods: %s', (_, text, expected) => {
    expect(findings(analyzers, text)).toEqual(expected);
  });

  it('finds injectors without a Service', () => {
    const text = join(
      istiod,
      injector('a', `${rev('a')}, clientConfig: {service: {namespace: istio-system, name: istiod}}`),
      injector('b', `${rev('b')}, clientConfig: {service: {namespace: istio-system, name: gone}}`),
      injector('c', `${rev('c')}, clientConfig: {url: "https://istiod.example.com/inject"}`),
    );
    expect(findings(analyzers, text, cluster)).toEqual([
      'IST0139 MutatingWebhookConfiguration b webhooks[0].clientConfig.service',
    ]);
    expect(findings(analyzers, text), 'files need not hold the Service').toEqual([]);
  });
});
