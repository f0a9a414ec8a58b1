import { describe, expect, it } from 'vitest';
import { networkingAnalyzers } from '../../../src/analyze/analyzers/networking/index.js';
import { findings } from '../harness.js';
import { destinationRule, join, pod, service, serviceEntry } from './documents.js';

function only(name: string) {
  return networkingAnalyzers.filter((analyzer) => analyzer.name === name);
}

describe('TLS without CA certificates', () => {
  const analyzers = only('destinationrule.CaCertificateAnalyzer');
  const found = (policy: string, more = '') =>
    findings(analyzers, destinationRule('d', `{host: x.example, trafficPolicy: ${policy}${more}}`));
  const whole = ['IST0128 DestinationRule ns/d spec.trafficPolicy.tls'];
  const port = (i: number) => `IST0129 DestinationRule ns/d spec.trafficPolicy.portLevelSettings[${i}].tls`;

  it.each([
    ['SIMPLE', '{tls: {mode: SIMPLE}}', whole],
    ['MUTUAL', '{tls: {mode: MUTUAL, clientCertificate: c, privateKey: k}}', whole],
    ['with certificates', '{tls: {mode: SIMPLE, caCertificates: /ca.pem}}', []],
    ['of the mesh', '{tls: {mode: ISTIO_MUTUAL}}', []],
    ['DISABLE', '{tls: {mode: DISABLE}}', []],
    ['without a mode', '{tls: {sni: x}}', []],
    ['with a Secret, for all workloads', '{tls: {mode: SIMPLE, credentialName: s}}', whole],
    [
      'of a port',
      '{portLevelSettings: [{port: {number: 1}, tls: {mode: SIMPLE, caCertificates: c}}, {port: {number: 2}, tls: {mode: SIMPLE}}]}',
      [port(1)],
    ],
    [
      'of two ports',
      '{portLevelSettings: [{port: {number: 1}, tls: {mode: SIMPLE}}, {port: {number: 2}, tls: {mode: SIMPLE}}]}',
      [port(0), port(1)],
    ],
  ])('%s', (_, policy, expected) => {
    expect(found(policy)).toEqual(expected);
  });

  it('with a Secret of the workloads that the rule selects', () => {
    const selector = ', workloadSelector: {matchLabels: {a: b}}';
    expect(found('{tls: {mode: SIMPLE, credentialName: s}}', selector)).toEqual([]);
  });

  it('of a subset is another matter', () => {
    const subset = ', subsets: [{name: a, trafficPolicy: {tls: {mode: SIMPLE}}}]';
    expect(found('{tls: {mode: DISABLE}}', subset)).toEqual([]);
  });
});

describe('subsets and hosts of DestinationRules', () => {
  const analyzers = only('destinationrule.SubsetSelectPodAnalyzer');
  const cluster = join(
    service('web', [80]),
    pod('web-1', 'app: web, version: v1', '', 'node-1'),
    'apiVersion: v1\nkind: Node\nmetadata: {name: node-1, labels: {topology.kubernetes.io/region: r, topology.kubernetes.io/zone: z}}\n',
    serviceEntry(
      'ext',
      '{hosts: [ext.example], workloadSelector: {labels: {app: web}}, ports: [{number: 1, name: a}]}',
    ),
    serviceEntry(
      'vms',
      '{hosts: [vms.example], endpoints: [{address: 1.1.1.1, labels: {version: e1}}], ports: [{number: 1, name: a}]}',
    ),
    'apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: w, namespace: ns}\nspec: {address: 1.1.1.2, labels: {app: web, version: w1}}\n',
  );
  const found = (spec: string) => findings(analyzers, join(cluster, destinationRule('d', spec)), { complete: true });
  const subset = (host: string, ...labels: readonly string[]) =>
    `{host: ${host}, subsets: [${labels.map((text, i) => `{name: s${i}, labels: {${text}}}`).join(', ')}]}`;
  const empty = (i: number) => [`IST0173 DestinationRule ns/d spec.subsets[${i}]`];
  const unknown = ['IST0174 DestinationRule ns/d spec.host'];

  it.each([
    ['with pods', subset('web', 'version: v1'), []],
    ['without pods', subset('web', 'version: v1', 'version: v2'), empty(1)],
    ['by zone of the node', subset('web', 'topology.kubernetes.io/zone: z'), []],
    ['by another zone', subset('web', 'topology.kubernetes.io/zone: other'), empty(0)],
    ['by node', subset('web', 'kubernetes.io/hostname: node-1'), []],
    ['of a ServiceEntry with pods', subset('ext.example', 'version: v1'), []],
    ['of a ServiceEntry with a WorkloadEntry, which is no pod', subset('ext.example', 'version: w1'), empty(0)],
    ['of a ServiceEntry without', subset('ext.example', 'version: v3'), empty(0)],
    ['of a ServiceEntry with endpoints, which are no pods', subset('vms.example', 'version: e1'), empty(0)],
    ['by the cluster, which no node tells', subset('web', 'topology.istio.io/cluster: Kubernetes'), empty(0)],
    ['without labels', '{host: web, subsets: [{name: s}]}', []],
    ['of a host that is not there', subset('ghost', 'version: v1'), unknown],
    ['of a name and namespace', subset('web.ns', 'version: v1'), unknown],
    ['of a wildcard over services, which is none of them', '{host: "*.ns.svc.cluster.local"}', unknown],
    ['of a wildcard over nothing', '{host: "*.nowhere.example"}', unknown],
  ])('%s', (_, spec, expected) => {
    expect(found(spec)).toEqual(expected);
  });

  it('are not looked up in files alone', () => {
    expect(findings(analyzers, destinationRule('d', subset('ghost', 'a: b')))).toEqual([]);
  });
});

describe('TCP ports of ServiceEntries', () => {
  const analyzers = only('serviceentry.Analyzer');
  const found = (spec: string, input = {}) =>
    findings(analyzers, serviceEntry('e', `{hosts: [x.example], ${spec}}`), input);
  const port = (i: number) => `IST0134 ServiceEntry ns/e spec.ports[${i}].name`;
  const ports =
    'ports: [{number: 1, name: a, protocol: TCP}, {number: 2, name: b, protocol: TLS}, {number: 3, name: c}]';
  const metadata = (values: Readonly<Record<string, string>>) => ({
    config: { defaultConfig: { proxyMetadata: values } },
  });

  it.each([
    ['without addresses', ports, [port(0), port(2)]],
    ['in lower case', 'ports: [{number: 1, name: a, protocol: tcp}]', [port(0)]],
    ['with addresses', `addresses: [1.1.1.1], ${ports}`, []],
    ['with an empty list of addresses', `addresses: [], ${ports}`, [port(0), port(2)]],
    ['none', 'ports: [{number: 1, name: a, protocol: HTTP}]', []],
  ])('%s', (_, spec, expected) => {
    expect(found(spec)).toEqual(expected);
  });

  it('are one finding in a cluster', () => {
    expect(found(ports, { complete: true })).toEqual([port(0)]);
  });

  it('where proxies allocate addresses', () => {
    const capture = { ISTIO_META_DNS_CAPTURE: 'true' };
    expect(found(ports, metadata({ ...capture, ISTIO_META_DNS_AUTO_ALLOCATE: 'true' }))).toEqual([]);
    expect(found(ports, metadata({ ...capture, PILOT_ENABLE_IP_AUTOALLOCATE: 'true' }))).toEqual([]);
    expect(found(ports, metadata(capture))).toHaveLength(2);
    expect(found(ports, metadata({ ISTIO_META_DNS_AUTO_ALLOCATE: 'true' }))).toHaveLength(2);
  });

  it('where the control plane allocated them', () => {
    const text = serviceEntry('e', `{hosts: [x.example], ${ports}}`);
    expect(findings(analyzers, `${text}status: {addresses: [{value: 240.240.0.1}]}\n`)).toEqual([]);
  });
});
