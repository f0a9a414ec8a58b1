import { addClusterOptions, clusterOptions } from '../cli/cluster-options.js';
import type { CommandDefinition } from '../cli/command.js';
import { flag, text } from '../cli/options.js';
import { VERSION } from '../cli/version.js';
import { UserError } from '../model/errors.js';
import { printYaml } from '../print/yaml.js';
import { formatSnapshotHeader } from '../sources/snapshot-header.js';
import type { SnapshotContent } from '../sources/snapshot-write.js';
import { printDiagnostics } from './diagnostics.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c)
      .option('-o, --output <file>', 'file to write (default: standard output)')
      .option('-A, --all-namespaces', 'all namespaces; so it is without -n, too')
      .addHelpText(
        'after',
        `
Written is what the commands read, without values of Secrets, of other ConfigMaps than the control plane's,
and of variables of applications. With -n, it is that namespace and the control plane's.

Examples:
  meshwright snapshot -o cluster.yaml
  meshwright analyze --snapshot cluster.yaml`,
      );
  },
  run: async ({ options, io }) => {
    const cluster = clusterOptions(options);
    if (cluster.snapshot !== undefined) {
      throw new UserError('usage', '--snapshot: it is written, not read, here', 'name the file with -o');
    }
    const all = flag(options, 'allNamespaces') || cluster.namespace === undefined;
    const [{ connect }, { takeSnapshot, writePrivateFile }] = await Promise.all([
      import('../kube/client.js'),
      import('../sources/snapshot-write.js'),
    ]);
    const client = await connect({ ...cluster, env: io.env });
    try {
      const content = await takeSnapshot(client, {
        istioNamespace: cluster.istioNamespace,
        ...(!all && cluster.namespace !== undefined && { namespace: cluster.namespace }),
      });
      printDiagnostics(content.diagnostics, io);
      const file = text(options, 'output');
      const of = all ? '' : `, namespace ${cluster.namespace}`;
      const chunks = spell(content, `snapshot by meshwright ${VERSION} of context ${client.asker.context}${of}`);
      if (file !== undefined && file !== '-') await writePrivateFile(file, chunks);
      else for (const chunk of chunks) await io.out(chunk);
      io.err(`${content.objects.length} objects${file !== undefined && file !== '-' ? ` in ${file}` : ''}\n`);
      return 'ok';
    } finally {
      client.close();
    }
  },
};

function* spell({ objects, diagnostics }: SnapshotContent, title: string): Generator<string> {
  yield formatSnapshotHeader(title, diagnostics);
  for (const object of objects) yield `---\n${printYaml(object)}`;
}
