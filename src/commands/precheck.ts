import { addClusterOptions, clusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition, Outcome } from '../cli/command.js';
import { useColour } from '../cli/io.js';
import { flag, outputFormat, outputOption, text } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import { hasFailed } from '../precheck/index.js';
import type { PrecheckOptions, Row, RowStatus } from '../precheck/types.js';
import { ISTIO_VERSION, parseMinor } from '../precheck/version.js';
import { createRowPrinter, summarizeRows } from '../print/precheck.js';
import { formatPrecheckJson, formatPrecheckJunit } from '../print/precheck-data.js';
import type { RowObserver } from './precheck-run.js';

const FORMATS = ['table', 'json', 'junit'] as const;

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c)
      .option('-r, --revision <name>', 'revision that is going to be installed')
      .option('-f, --from-version <version>', 'version of Istio that is installed now, such as 1.29')
      .option('--tag <version>', 'version of Istio that is going to be installed', ISTIO_VERSION)
      .option('--skip-controlplane', 'look at workloads and configuration only')
      .option('--output-threshold <level>', 'show rows of this level and worse: Info, Warning or Error (default: Info)')
      .addOption(outputOption(FORMATS, 'table'))
      .addHelpText(
        'after',
        `
Examples:
  meshwright precheck
  meshwright precheck --context staging -o junit > precheck.xml`,
      );
  },
  run,
};

async function run(call: Call): Promise<Outcome> {
  const { options, io } = call;
  const format = outputFormat(options, FORMATS, 'table');
  const asked = precheckOptions(call);
  const shows = shownRows(text(options, 'outputThreshold'));
  const [{ connect }, { runPrecheck }] = await Promise.all([import('../kube/client.js'), import('./precheck-run.js')]);
  const printer = createRowPrinter({ colour: useColour(io, io.outIsTerminal) });
  const show: RowObserver = (row) => (format === 'table' && shows(row) ? io.out(printer.print(row)) : undefined);
  const client = await connect(clusterOptions(options));
  let rows: readonly Row[];
  try {
    rows = await runPrecheck(client, asked, show);
  } finally {
    client.close();
  }
  if (format === 'table') await io.out(printer.end());
  else
    await io.out(format === 'json' ? formatPrecheckJson(rows.filter(shows)) : formatPrecheckJunit(rows.filter(shows)));
  io.err(`${format === 'table' ? '\n' : ''}${summarizeRows(rows)}`);
  return hasFailed(rows) ? 'failed' : 'ok';
}

/** Rows by how bad they are; what could not be looked at is as bad as a warning. */
const LEVELS: Readonly<Record<RowStatus, number>> = { ok: 0, skipped: 1, warning: 1, failed: 2 };
const THRESHOLDS = ['info', 'warning', 'error'];

function shownRows(threshold = 'info'): (row: Row) => boolean {
  const least = THRESHOLDS.indexOf(threshold.toLowerCase());
  if (least < 0) throw new UserError('usage', `--output-threshold ${threshold}: Info, Warning or Error was expected`);
  return ({ status }) => LEVELS[status] >= least;
}

function precheckOptions({ options }: Call): PrecheckOptions {
  if (text(options, 'snapshot') !== undefined) {
    throw new UserError('usage', '--snapshot: precheck asks a cluster what it would allow, and a file does not answer');
  }
  const revision = text(options, 'revision') ?? '';
  const fromVersion = text(options, 'fromVersion');
  if (fromVersion !== undefined && !parseMinor(fromVersion)) {
    throw new UserError('usage', `--from-version ${fromVersion}: a version such as 1.29 was expected`);
  }
  return {
    istioNamespace: clusterOptions(options).istioNamespace,
    revision: revision === 'default' ? '' : revision,
    istioVersion: text(options, 'tag') || ISTIO_VERSION,
    ...(fromVersion !== undefined && { fromVersion }),
    skipControlPlane: flag(options, 'skipControlplane'),
  };
}
