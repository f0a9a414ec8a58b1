import { type Io, useColour } from '../cli/io.js';
import type { Mesh, MeshProxy } from '../mesh/types.js';
import { selects } from '../mesh/workloads.js';
import { UserError } from '../model/errors.js';
import { formatSummary } from '../print/summary/index.js';
import type { SharedState } from '../translate/translation.js';
import { buildBootstrap } from '../xds/bootstrap.js';
import type { Snapshot } from '../xds/snapshot.js';
import { originsOf } from './origins.js';

/** A proxy with its snapshot. All are computed before the first is printed, so that a failure leaves no half output. */
export interface TranslatedProxy {
  readonly proxy: MeshProxy;
  readonly snapshot: Snapshot;
}

export interface TranslationOutput {
  readonly format: 'summary' | 'json' | 'yaml' | 'envoy';
  readonly fields: readonly (keyof Snapshot)[];
  readonly mesh: Mesh;
  readonly translated: readonly TranslatedProxy[];
  readonly shared: SharedState;
  readonly io: Io;
}

/** Prints translated proxies in the chosen format. */
export async function printTranslation(output: TranslationOutput): Promise<void> {
  switch (output.format) {
    case 'summary':
      return printSummary(output);
    case 'json':
      return printJson(output);
    case 'yaml':
      return printYaml(output);
    case 'envoy':
      return printEnvoy(output);
  }
}

async function printJson({ translated, fields, io }: TranslationOutput): Promise<void> {
  await io.out('{"proxies":[');
  for (const [i, { proxy, snapshot }] of translated.entries()) {
    await io.out(`${i > 0 ? ',' : ''}\n${JSON.stringify(document(proxy, snapshot, fields))}`);
  }
  await io.out('\n]}\n');
}

async function printYaml({ translated, fields, io }: TranslationOutput): Promise<void> {
  const { dump } = await import('js-yaml');
  await io.out('proxies:\n');
  for (const { proxy, snapshot } of translated) {
    await io.out(dump([document(proxy, snapshot, fields)], { noRefs: true, lineWidth: -1 }));
  }
  if (translated.length === 0) await io.out('  []\n');
}

function document(proxy: MeshProxy, snapshot: Snapshot, fields: readonly (keyof Snapshot)[]): object {
  const resources = Object.fromEntries(fields.map((field) => [field, snapshot[field]]));
  return { name: proxy.name, namespace: proxy.namespace, type: proxy.type, ...resources };
}

async function printSummary({ mesh, translated, shared, io }: TranslationOutput): Promise<void> {
  const origins = originsOf(shared.provenance);
  const heading = useColour(io, io.outIsTerminal)
    ? (text: string) => `\u001b[1m${text}\u001b[22m`
    : (text: string) => text;
  for (const { proxy, snapshot } of translated) {
    const serves = proxy.targets.map(
      ({ service, port, targetPort }) =>
        `${service.name}.${service.namespace}:${port.number} (${port.protocol}, port ${targetPort})`,
    );
    const facts = { originsOf: origins, workloadsOf: (cluster: string) => workloadsOf(mesh, proxy, cluster) };
    const { name, namespace, type } = proxy;
    await io.out(`${formatSummary({ name, namespace, type, serves }, snapshot, facts, { heading })}\n`);
  }
}

/** Workloads without pods in the input that serve a cluster, so that a repository's summary says where requests end. */
function workloadsOf(mesh: Mesh, client: MeshProxy, cluster: string): readonly string[] {
  const [, port, subset, host = ''] = cluster.split('|');
  const rule = subset ? mesh.destinationRule(client, mesh.scopeOf(client), host) : undefined;
  const labels = rule?.subsets.find((s) => s.name === subset)?.labels;
  return mesh.proxies
    .filter((p) => p.resource.kind !== 'Pod' && selects(labels, p.labels))
    .filter((p) => p.targets.some((t) => t.service.hostname === host && String(t.port.number) === port))
    .map((p) => p.name);
}

/** One bootstrap is one file, so exactly one proxy must be chosen. */
async function printEnvoy({ translated, io }: TranslationOutput): Promise<void> {
  const [only, second] = translated;
  if (!only || second) {
    const names = translated.slice(0, 5).map(({ proxy }) => `${proxy.name}.${proxy.namespace}`);
    const hint = only
      ? `choose one with --proxy: ${names.join(', ')}${translated.length > 5 ? ', ...' : ''}`
      : undefined;
    throw new UserError('usage', `-o envoy prints the bootstrap of one proxy, not of ${translated.length}`, hint);
  }
  const { proxy, snapshot } = only;
  const { bootstrap, notes } = buildBootstrap(snapshot, { ...proxy, ip: proxy.ips[0] ?? '127.0.0.1' });
  for (const note of notes) io.err(`note: ${note}\n`);
  await io.out(`${JSON.stringify(bootstrap, null, 2)}\n`);
}
