import { addClusterOptions } from '../../cli/cluster-options.js';
import type { CommandDefinition } from '../../cli/command.js';
import { formatRevisions } from '../../print/revisions.js';
import { printData, viewFormat, viewFormatOption } from '../cluster-view.js';
import { readRevisions } from './revision-view.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c).addOption(viewFormatOption());
  },
  run: async (call) => {
    const format = viewFormat(call);
    const revisions = await readRevisions(call);
    if (format === 'table') await call.io.out(formatRevisions(revisions));
    else await printData(call, revisions, format);
    return 'ok';
  },
};
