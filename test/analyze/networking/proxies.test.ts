import { describe, expect, it } from 'vitest';
import { networkingAnalyzers } from '../../../src/analyze/analyzers/networking/index.js';
import { analyze, findings } from '../harness.js';
import { envoyFilter, join, pod, sidecar, virtualService } from './documents.js';

function only(name: string) {
  return networkingAnalyzers.filter((analyzer) => analyzer.name === name);
}

const namespace = (labels: string, name = 'ns') =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}\n`;

describe('Sidecars', () => {
  const analyzers = only('sidecar.SelectorAnalyzer');
  const egress = 'egress: [{hosts: ["./*"]}]';
  const all = (name: string) => sidecar(name, `{${egress}}`);
  const some = (name: string, labels: string) => sidecar(name, `{workloadSelector: {labels: {${labels}}}, ${egress}}`);
  const found = (...documents: readonly string[]) => findings(analyzers, join(...documents), { complete: true });
  const at = (code: string, path: string, ...names: readonly string[]) =>
    names.map((name) => `${code} Sidecar ${name} ${path}`);
  const own = pod('p', 'app: a, v: "1"');
  const ambientPod = pod('p', 'app: a', 'ambient.istio.io/redirection: enabled');

  it.each([
    ['for a pod', [own, some('s', 'app: a')], []],
    ['for no pod', [own, some('s', 'app: b')], at('IST0101', 'spec.workloadSelector.labels', 'ns/s')],
    ['for a pod elsewhere', [own, some('other/s', 'app: a')], at('IST0101', 'spec.workloadSelector.labels', 'other/s')],
    ['two for a pod', [own, some('s', 'app: a'), some('t', 'v: "1"')], at('IST0110', 'metadata.name', 'ns/s', 'ns/t')],
    ['one for a pod and one for all', [own, some('s', 'app: a'), all('d')], []],
    ['two for all', [own, all('d'), all('e')], at('IST0111', 'metadata.name', 'ns/d', 'ns/e')],
    ['one for all in each of two namespaces', [own, all('d'), all('other/e')], []],
    [
      'for all in an ambient namespace',
      [namespace('istio.io/dataplane-mode: ambient'), all('d'), all('e')],
      at('IST0167', 'metadata.namespace', 'ns/d', 'ns/e'),
    ],
    [
      'for all where sidecars are injected',
      [namespace('istio.io/dataplane-mode: ambient, istio-injection: enabled'), all('d')],
      [],
    ],
    [
      'for all where a revision injects',
      [namespace('istio.io/dataplane-mode: ambient, istio.io/rev: r'), all('d')],
      [],
    ],
    [
      'for an ambient pod',
      [ambientPod, some('s', 'app: a'), some('t', 'app: a')],
      at('IST0167', 'spec.workloadSelector', 'ns/s', 'ns/t'),
    ],
  ])('%s', (_, documents, expected) => {
    expect(found(...documents)).toEqual(expected);
  });

  it('of a pod are found once for each pod', () => {
    const text = join(own, pod('q', 'app: a, v: "1"'), some('s', 'app: a'), some('t', 'v: "1"'));
    const pods = analyze(analyzers, text, { complete: true }).map(({ args }) => args['pod']);
    expect(pods.sort()).toEqual(['p', 'p', 'q', 'q']);
  });

  it('in files conflict by what is there', () => {
    const text = join(all('d'), all('e'), some('s', 'app: a'));
    expect(findings(analyzers, text)).toEqual(at('IST0111', 'metadata.name', 'ns/d', 'ns/e'));
  });
});

describe('operations of EnvoyFilters', () => {
  const analyzers = only('envoyfilter.EnvoyPatchAnalyzer');
  const patch = (applyTo: string, operation: string, more = '') =>
    `{applyTo: ${applyTo}, patch: {operation: ${operation}, value: {name: f}}${more}}`;
  const filter = (name: string, ...patches: readonly string[]) =>
    envoyFilter(name, `{configPatches: [${patches.join(', ')}]}`);
  const found = (...documents: readonly string[]) => findings(analyzers, join(...documents));
  const at = (code: string, i = 0, name = 'ns/e') =>
    `${code} EnvoyFilter ${name} spec.configPatches[${i}].patch.operation`;

  it.each([
    ['INSERT_BEFORE', 'HTTP_FILTER', 'IST0151'],
    ['INSERT_AFTER', 'NETWORK_FILTER', 'IST0151'],
    ['INSERT_FIRST', 'HTTP_FILTER', undefined],
    ['MERGE', 'CLUSTER', undefined],
    ['ADD', 'CLUSTER', undefined],
    ['ADD', 'HTTP_ROUTE', 'IST0153'],
    ['ADD', 'ROUTE_CONFIGURATION', 'IST0153'],
    ['REMOVE', 'HTTP_ROUTE', 'IST0154'],
    ['REMOVE', 'ROUTE_CONFIGURATION', 'IST0154'],
    ['REMOVE', 'VIRTUAL_HOST', 'IST0151'],
    ['REPLACE', 'VIRTUAL_HOST', 'IST0151'],
    ['REPLACE', 'HTTP_FILTER', 'IST0151'],
    ['REPLACE', 'CLUSTER', 'IST0152'],
  ])('%s of %s', (operation, applyTo, code) => {
    expect(found(filter('e', patch(applyTo, operation)))).toEqual(code === undefined ? [] : [at(code)]);
  });

  it('with a priority', () => {
    const spec = `{priority: -1, configPatches: [${patch('HTTP_FILTER', 'REPLACE')}, ${patch('CLUSTER', 'REPLACE')}]}`;
    expect(found(envoyFilter('e', spec))).toEqual([at('IST0152', 1)]);
  });

  it('are one finding a code', () => {
    const [finding] = analyze(
      analyzers,
      filter('e', patch('CLUSTER', 'REPLACE'), patch('CLUSTER', 'ADD'), patch('CLUSTER', 'REPLACE')),
    );
    expect(finding?.args).toEqual({ patches: '0, 2' });
  });

  const versioned = patch('HTTP_FILTER', 'INSERT_BEFORE', ', match: {proxy: {proxyVersion: "^1.30"}}');
  it('after one for some versions of the proxy', () => {
    const plain = patch('HTTP_FILTER', 'INSERT_BEFORE');
    expect(found(filter('e', versioned, plain))).toEqual([at('IST0151'), at('IST0155', 1)]);
    expect(found(filter('d', versioned), filter('e', plain))).toEqual([at('IST0151', 0, 'ns/d'), at('IST0155')]);
    expect(found(filter('e', plain, versioned))).toEqual([at('IST0151')]);
  });

  it('stop at a patch without operation', () => {
    expect(found(filter('e', '{applyTo: CLUSTER}', patch('CLUSTER', 'REPLACE')))).toEqual([]);
  });

  it('of a filter that one patch brings and another looks for', () => {
    const listener = 'listener: {filterChain: {filter: {name: same}}}';
    const brings = `{applyTo: HTTP_FILTER, patch: {operation: REPLACE, value: {name: same}}, match: {proxy: {proxyVersion: x}}}`;
    const looks = `{applyTo: HTTP_FILTER, patch: {operation: REPLACE, value: {a: 1}}, match: {${listener}}}`;
    expect(found(filter('e', brings, looks))).toEqual([at('IST0151')]);
  });

  it('of a filter that only the match names', () => {
    const patch = (more: string) =>
      `{applyTo: HTTP_FILTER, patch: {operation: REPLACE, value: {a: 1}}, match: {listener: {filterChain: {filter: {name: hcm}}}${more}}}`;
    expect(found(filter('e', patch(', proxy: {proxyVersion: x}'), patch('')))).toEqual([
      at('IST0151'),
      at('IST0155', 1),
    ]);
  });
});

describe('deprecated fields and kinds', () => {
  const analyzers = only('deprecation.DeprecationAnalyzer');
  const fault = (percent: string) =>
    virtualService('v', `{hosts: [a], http: [{route: []}, {fault: {delay: {fixedDelay: 1s, ${percent}}}}]}`);
  const definition = (kind: string, group = 'rbac.istio.io') =>
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x.${group}}\nspec: {group: ${group}, names: {kind: ${kind}}}\n`;
  const kind = ['IST0002 CustomResourceDefinition x.rbac.istio.io spec.names.kind'];

  it.each([
    [
      'percent of a delay',
      fault('percent: 5'),
      false,
      ['IST0002 VirtualService ns/v spec.http[1].fault.delay.percent'],
    ],
    ['percentage of a delay', fault('percentage: {value: 5}'), false, []],
    ['a percent of none', fault('percent: 0'), false, []],
    [
      'egressProxy',
      sidecar('s', '{outboundTrafficPolicy: {egressProxy: {host: a}}}'),
      false,
      ['IST0002 Sidecar ns/s spec.outboundTrafficPolicy.egressProxy'],
    ],
    ['a removed kind in a cluster', definition('ServiceRole'), true, kind],
    ['a removed kind in files', definition('ServiceRole'), false, []],
    ['another kind', definition('Other'), true, []],
    ['the kind of another group', definition('ServiceRole', 'example.org'), true, []],
  ])('%s', (_, text, complete, expected) => {
    expect(findings(analyzers, text, { complete })).toEqual(expected);
  });
});
