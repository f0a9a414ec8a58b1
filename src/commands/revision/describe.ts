import { addClusterOptions } from '../../cli/cluster-options.js';
import type { CommandDefinition } from '../../cli/command.js';
import type { Revision } from '../../install/revisions/types.js';
import { UserError } from '../../model/errors.js';
import { suggest } from '../../model/suggest.js';
import { formatRevision } from '../../print/revisions.js';
import { printable } from '../../print/terminal.js';
import { printData, viewFormat, viewFormatOption } from '../cluster-view.js';
import { readRevisions } from './revision-view.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c.argument('<revision>', 'name of the revision, or of a tag of it')).addOption(
      viewFormatOption(),
    );
  },
  run: async (call) => {
    const format = viewFormat(call);
    const revision = chooseRevision(await readRevisions(call), call.args[0] ?? '');
    if (format === 'table') await call.io.out(formatRevision(revision));
    else await printData(call, revision, format);
    return 'ok';
  },
};

/** A tag goes before a revision of the same name, as it does in labels. @throws UserError when it is neither. */
function chooseRevision(revisions: readonly Revision[], name: string): Revision {
  const found = revisions.find(({ tags }) => tags.includes(name)) ?? revisions.find((r) => r.name === name);
  if (found) return found;
  const known = revisions.flatMap((revision) => [revision.name, ...revision.tags]);
  const near = suggest(name, known);
  const rest = known.length > 0 ? `revisions and tags: ${known.join(', ')}` : 'no control plane is installed';
  throw new UserError(
    'failed',
    printable(`there is no revision ${name}`),
    printable(near ? `did you mean ${near}?` : rest),
  );
}
