import { addClusterOptions } from '../../cli/cluster-options.js';
import type { CommandDefinition } from '../../cli/command.js';
import { planTagRemoval } from '../../install/tags/plan.js';
import { dependentNamespaces } from '../../install/tags/tags.js';
import { deleteObject } from '../../kube/write.js';
import { printable } from '../../print/terminal.js';
import { confirm, skipConfirmationOption } from '../confirm.js';
import { applyTagObject } from './set.js';
import { changeTags, readTags, refuseSnapshot } from './tag-cluster.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c.argument('<tag>', 'name of the tag')).addOption(skipConfirmationOption());
  },
  run: async (call) => {
    refuseSnapshot(call);
    const [tag = ''] = call.args;
    const { cluster, store } = await readTags(call);
    const { remove, restore } = planTagRemoval(cluster, tag);
    const users = restore.length > 0 ? [] : dependentNamespaces(store.list('Namespace'), tag);
    if (users.length > 0) {
      call.io.err(printable(`Namespaces that use revision tag ${tag}: ${users.join(', ')}`));
      call.io.err('\nTheir new pods get no sidecar once it is gone.\n');
      if (!(await confirm(call, 'Remove it?'))) {
        call.io.err('Cancelled\n');
        return 'failed';
      }
    }
    await changeTags(call, async (client) => {
      for (const object of remove) await deleteObject(client, object);
      for (const object of restore) await applyTagObject(client, object);
    });
    call.io.err(`✔ Revision tag ${tag} removed\n`);
    return 'ok';
  },
};
