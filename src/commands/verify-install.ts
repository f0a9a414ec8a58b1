import { addClusterOptions, clusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition, Outcome } from '../cli/command.js';
import { useColour } from '../cli/io.js';
import { outputFormat, outputOption } from '../cli/options.js';
import { objectId } from '../install/order.js';
import type { KubeObject } from '../install/types.js';
import { scaledWorkloads, type VerifyRow, verifyObject } from '../install/verify.js';
import type { KubeClient } from '../kube/client.js';
import { UserError } from '../model/errors.js';
import { formatVerifyJson, formatVerifyRow } from '../print/verify.js';
import { installOptions } from './install-input.js';
import { expectedObjects } from './verify-expected.js';
import { podTroubles } from './verify-pods.js';

const FORMATS = ['table', 'json'] as const;
const REQUESTS_AT_ONCE = 6;

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c);
    for (const option of installOptions()) c.addOption(option);
    c.addOption(outputOption(FORMATS, 'table')).addHelpText(
      'after',
      `
Without -f and --set, it is what was recorded in the cluster when it was installed.

Examples:
  meshwright verify-install
  meshwright verify-install --set profile=demo`,
    );
  },
  run,
};

async function run(call: Call): Promise<Outcome> {
  const { options, io } = call;
  const format = outputFormat(options, FORMATS, 'table');
  const cluster = clusterOptions(options);
  if (cluster.snapshot !== undefined)
    throw new UserError('usage', '--snapshot: verify-install looks at a live cluster');
  const { connect } = await import('../kube/client.js');
  const client = await connect({ ...cluster, env: io.env });
  const rows: VerifyRow[] = [];
  const colour = useColour(io, io.outIsTerminal);
  try {
    const { objects, unfinished } = await expectedObjects(call, client);
    for await (const row of verifyAll(client, objects)) {
      rows.push(row);
      if (format === 'table') await io.out(formatVerifyRow(row, colour));
    }
    if (format === 'json') await io.out(formatVerifyJson(rows));
    const wrong = rows.filter(({ status }) => status !== 'ok').length;
    for (const name of unfinished)
      io.err(`✘ the installation recorded in ${name} was not completed: install once more\n`);
    io.err(summarize(rows.length, wrong));
    return wrong > 0 || unfinished.length > 0 ? 'failed' : 'ok';
  } finally {
    client.close();
  }
}

function summarize(count: number, wrong: number): string {
  if (wrong === 0) return `✔ all ${count} objects are as applied\n`;
  return `✘ ${wrong} of ${count} objects ${wrong === 1 ? 'is' : 'are'} not as applied\n`;
}

/** A row an object, in the order of the manifest; a few are asked for ahead. */
async function* verifyAll(client: KubeClient, objects: readonly KubeObject[]): AsyncGenerator<VerifyRow> {
  const { readObject } = await import('../kube/write.js');
  const scaled = scaledWorkloads(objects);
  const verify = async (object: KubeObject): Promise<VerifyRow> => {
    try {
      const row = verifyObject(object, await readObject(client, object), scaled);
      return row.status === 'not ready' ? { ...row, details: await podTroubles(client, object) } : row;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { object: objectId(object), status: 'unknown', message: error.message, differences: [] };
    }
  };
  for (let from = 0; from < objects.length; from += REQUESTS_AT_ONCE) {
    yield* await Promise.all(objects.slice(from, from + REQUESTS_AT_ONCE).map(verify));
  }
}
