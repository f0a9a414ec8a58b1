import { addClusterOptions, clusterOptions } from '../../cli/cluster-options.js';
import type { Call, CommandDefinition } from '../../cli/command.js';
import { useColour } from '../../cli/io.js';
import { diffManifests } from '../../install/manifest-diff.js';
import type { KubeObject } from '../../install/types.js';
import { appliedFields } from '../../install/verify-fields.js';
import { isObject } from '../../model/decode.js';
import { UserError } from '../../model/errors.js';
import { formatManifestDiff, summarizeManifestDiff } from '../../print/manifest-diff.js';
import { readSources } from '../../sources/files.js';
import { readObjects } from '../../sources/objects.js';
import { formatLoadProblems } from '../load-problems.js';

const CLUSTER = 'cluster';
const REQUESTS_AT_ONCE = 6;

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c)
      .argument('<a>', 'manifest file, or - for stdin')
      .argument('[b]', 'manifest file to compare with; without it, the cluster is compared with the first')
      .addHelpText(
        'after',
        `
The exit code is 0 for no differences, 1 for differences, 2 for trouble. Of objects in the cluster, only the fields
that the manifest sets are compared.

Examples:
  meshwright manifest diff before.yaml after.yaml
  meshwright manifest generate --set profile=demo | meshwright manifest diff -`,
      );
  },
  run: async (call) => {
    try {
      const { left, right, names } = await readBoth(call);
      const pairs = diffManifests(left, right);
      const text = formatManifestDiff(pairs, names, useColour(call.io, call.io.outIsTerminal));
      if (text) await call.io.out(text);
      call.io.err(summarizeManifestDiff(pairs));
      return pairs.length > 0 ? 'failed' : 'ok';
    } catch (error) {
      // As diff(1) has it: 1 says that there are differences.
      throw error instanceof UserError ? new UserError('trouble', error.message, error.hint) : error;
    }
  },
};

interface Sides {
  readonly left: readonly KubeObject[];
  readonly right: readonly KubeObject[];
  readonly names: readonly [string, string];
}

/** From what is to what would be: with one file, the cluster's objects are those before. */
async function readBoth(call: Call): Promise<Sides> {
  const [a = '-', b] = call.args;
  const first = await readManifest(a, call);
  if (b !== undefined) return { left: first, right: await readManifest(b, call), names: [a, b] };
  return { left: await readLive(first, call), right: first, names: [CLUSTER, a] };
}

async function readManifest(path: string, { io }: Call): Promise<readonly KubeObject[]> {
  const sources = await readSources([path], { recursive: true, stdin: io.stdin });
  const read = sources.map(readObjects);
  const [problem] = formatLoadProblems(read.flatMap(({ problems }) => problems));
  if (problem !== undefined) throw new UserError('data', problem);
  return read.flatMap(({ objects }) => objects.map(({ value, origin }) => asKubeObject(value, origin.source.name)));
}

function asKubeObject(value: Readonly<Record<string, unknown>>, file: string): KubeObject {
  const { apiVersion, kind, metadata } = value;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') {
    throw new UserError('data', `${file}: an object without apiVersion, kind or metadata.name`);
  }
  const namespace = isObject(metadata) ? metadata['namespace'] : undefined;
  return {
    ...value,
    apiVersion,
    kind,
    metadata: { ...(isObject(metadata) && metadata), name, ...(typeof namespace === 'string' && { namespace }) },
  };
}

/** What the cluster has of the fields that a manifest sets. */
async function readLive(wanted: readonly KubeObject[], { options, io }: Call): Promise<readonly KubeObject[]> {
  const cluster = clusterOptions(options);
  if (cluster.snapshot !== undefined) {
    throw new UserError('usage', '--snapshot: a snapshot leaves out much of what a manifest sets', 'give two files');
  }
  const [{ connect }, { createObjectReader }, { mapPool }] = await Promise.all([
    import('../../kube/client.js'),
    import('../../kube/object-path.js'),
    import('../../kube/pool.js'),
  ]);
  const client = await connect({ ...cluster, env: io.env });
  try {
    const read = createObjectReader(client);
    const found = await mapPool(wanted, REQUESTS_AT_ONCE, async (object) => {
      const live = await read(object);
      const fields = live && appliedFields(object, live);
      return isObject(fields) ? [asKubeObject(fields, CLUSTER)] : [];
    });
    return found.flat();
  } finally {
    client.close();
  }
}
