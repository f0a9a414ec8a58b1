import { addClusterOptions } from '../../cli/cluster-options.js';
import type { Call, CommandDefinition } from '../../cli/command.js';
import { useColour } from '../../cli/io.js';
import { diffManifests } from '../../install/manifest-diff.js';
import type { KubeObject } from '../../install/types.js';
import { UserError } from '../../model/errors.js';
import { formatManifestDiff, summarizeManifestDiff } from '../../print/manifest-diff.js';
import { readSources } from '../../sources/files.js';
import { readObjects } from '../../sources/objects.js';
import { formatLoadProblems } from '../load-problems.js';
import { asKubeObject, readLive } from './live.js';

const CLUSTER = 'cluster';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c)
      .argument('<a>', 'manifest file, or - for stdin')
      .argument('[b]', 'manifest file to compare with; without it, the cluster is compared with the first')
      .addHelpText(
        'after',
        `
The exit code is 0 for no differences, 1 for differences, 2 for trouble. Of objects in the cluster, only the fields
that the manifest sets are compared; objects of the same control plane that it lacks count as removed.

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
