import { addClusterOptions } from '../../cli/cluster-options.js';
import type { CommandDefinition } from '../../cli/command.js';
import { listTags } from '../../install/tags/tags.js';
import { formatTags } from '../../print/tags.js';
import { printData, readView, viewFormat, viewFormatOption } from '../cluster-view.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c).addOption(viewFormatOption());
  },
  run: async (call) => {
    const format = viewFormat(call);
    const { store } = await readView(call, ['Namespace', 'Service', 'MutatingWebhookConfiguration']);
    const carriers = [...store.list('MutatingWebhookConfiguration'), ...store.list('Service')];
    const tags = listTags(carriers, store.list('Namespace'));
    if (format === 'table') await call.io.out(formatTags(tags));
    else await printData(call, tags, format);
    return 'ok';
  },
};
