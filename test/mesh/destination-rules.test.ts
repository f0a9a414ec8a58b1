import { describe, expect, it } from 'vitest';
import { meshOf } from './input.js';

function rule(name: string, namespace: string, host: string, more = '', created = ''): string {
  return `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}, namespace: ${namespace}${created && `, creationTimestamp: ${created}`}}
spec: {host: "${host}"${more && `, ${more}`}}`;
}

interface Question {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly direction?: 'outbound' | 'inbound';
}

/** Name of the rule for a client's question about a service of namespace `server`, with subsets after a colon. */
function find(documents: readonly string[], question: Question = {}, config: unknown = {}): string | undefined {
  const { namespace = 'client', labels = {}, host = 'api.server.svc.cluster.local', direction } = question;
  const found = meshOf(documents, config).destinationRules.find({ namespace, labels }, host, 'server', direction);
  const subsets = found?.subsets.map((s) => s.name).join() ?? '';
  return found && `${found.resource.metadata.name}${subsets && `:${subsets}`}`;
}

const API = 'api.server.svc.cluster.local';

describe('the DestinationRule in force', () => {
  it('comes from the namespace of the client, the service, or the root, the first that has one', () => {
    const root = rule('root', 'istio-system', API);
    const server = rule('server', 'server', 'api');
    const client = rule('client', 'client', '*.svc.cluster.local');
    expect(find([root])).toBe('root');
    expect(find([root, server])).toBe('server');
    expect(find([root, server, client])).toBe('client');
    expect(find([rule('third', 'elsewhere', API)])).toBeUndefined();
  });

  it('is that of the most specific host', () => {
    const wide = rule('wide', 'server', '*.cluster.local');
    const near = rule('near', 'server', '*.server.svc.cluster.local');
    expect(find([wide, near])).toBe('near');
    expect(find([wide, near, rule('exact', 'server', 'api')])).toBe('exact');
    expect(find([rule('all', 'server', '*')])).toBe('all');
    expect(find([rule('sub', 'server', '*.a.example')], { host: '*.b.a.example' })).toBe('sub');
  });

  it('for all workloads joins those for some of them where only its own namespace sees it, and is lost to the others', () => {
    const some = rule('some', 'client', API, 'workloadSelector: {matchLabels: {app: a}}, subsets: [{name: v1}]');
    const all = (more: string) => [some, rule('all', 'client', API, `${more}subsets: [{name: v2}]`)];
    const selected = { labels: { app: 'a' } };
    expect([find(all(''), selected), find(all(''))]).toEqual(['some:v1', 'all:v2']);
    expect([find(all('exportTo: ["."], '), selected), find(all('exportTo: ["."], '))]).toEqual([
      'some:v1,v2',
      undefined,
    ]);
    expect(find(all('exportTo: [".", far], '), selected)).toBe('some:v1,v2');
    expect(find(all('exportTo: [".", far], '))).toBe('all:v2');
  });

  it('stands for itself behind one that others see, though it joined an earlier one', () => {
    const rules = [
      rule('a', 'server', 'api', 'subsets: [{name: v1}]'),
      rule('b', 'server', 'api', 'exportTo: [client], subsets: [{name: v2}]'),
    ];
    expect(find([...rules, rule('c', 'server', 'api', 'subsets: [{name: v3}]')])).toBe('c:v3');
    expect(find([...rules, rule('c', 'server', 'api', 'exportTo: [client], subsets: [{name: v3}]')])).toBe('b:v2,v3');
  });

  it('must be exported to the client, and leaves the next namespace its turn when it is not', () => {
    const root = rule('root', 'istio-system', API);
    expect(find([rule('own', 'server', 'api', 'exportTo: ["."]'), root])).toBe('root');
    expect(find([rule('named', 'server', 'api', 'exportTo: [client]')])).toBe('named');
    expect(find([rule('local', 'client', API, 'exportTo: [other]')])).toBeUndefined();
    expect(find([rule('r', 'server', 'api')], {}, { defaultDestinationRuleExportTo: ['.'] })).toBeUndefined();
    expect(find([rule('r', 'server', 'api')], {}, { defaultDestinationRuleExportTo: ['elsewhere'] })).toBe('r');
  });

  it('of the root namespace is its own only where it is private', () => {
    const inRoot = { namespace: 'istio-system' };
    const server = rule('server', 'server', 'api');
    expect(find([rule('root', 'istio-system', API), server], inRoot)).toBe('server');
    expect(find([rule('root', 'istio-system', API, 'exportTo: ["."]'), server], inRoot)).toBe('root');
    expect(find([rule('root', 'istio-system', API, 'exportTo: [".", far]')], inRoot)).toBeUndefined();
  });

  it('is merged from those of one host, the oldest first', () => {
    const subsets = (...names: string[]) => `subsets: [${names.map((n) => `{name: ${n}}`).join()}]`;
    const young = rule('young', 'server', 'api', subsets('b', 'a'), '2026-02-02T00:00:00Z');
    const old = rule('old', 'server', 'api', subsets('a'), '2026-01-02T00:00:00Z');
    expect(find([young, old])).toBe('old:a,b');
    expect(meshOf([young, old]).diagnostics.map((d) => [d.code, d.path])).toEqual([
      ['duplicate-subset', ['spec', 'subsets', 1, 'name']],
    ]);
  });

  it('is merged into a rule that all its readers see, and stands alone otherwise', () => {
    const narrow = rule('a', 'server', 'api', 'exportTo: [client], subsets: [{name: v1}]');
    const wider = rule('b', 'server', 'api', 'exportTo: [client, other], subsets: [{name: v2}]');
    expect(find([narrow, wider])).toBe('a:v1,v2');
    expect(find([narrow, wider], { namespace: 'other' })).toBeUndefined();
    expect(
      find([rule('a', 'server', 'api', 'exportTo: ["*"]'), rule('b', 'server', 'api', 'exportTo: [client]')]),
    ).toBe('b');
  });

  it('may select workloads of the client, and then hides the others from it', () => {
    const canary = rule('canary', 'client', API, 'workloadSelector: {matchLabels: {track: canary}}');
    const rest = rule('rest', 'client', API);
    const server = rule('server', 'server', 'api');
    expect(find([canary, rest], { labels: { track: 'canary' } })).toBe('canary');
    expect(find([canary, rest])).toBe('rest');
    expect(find([canary, server])).toBeUndefined();
    expect(find([canary, rest], { labels: { track: 'canary' }, direction: 'inbound' })).toBe('rest');
  });
});
