import { Option } from 'commander';
import { addClusterOptions } from '../../cli/cluster-options.js';
import type { Call, CommandDefinition, Outcome } from '../../cli/command.js';
import { useColour } from '../../cli/io.js';
import { collect, collectList, outputFormat, outputOption, text, texts } from '../../cli/options.js';
import type { Mesh, MeshProxy } from '../../mesh/types.js';
import { UserError } from '../../model/errors.js';
import { DIFF_FORMATS, formatDiff, type OriginsOfChange, summarize } from '../../print/diff/index.js';
import { compareProxies, type DiffReport, isSame } from '../../xds/diff/index.js';
import { printDiagnostics } from '../diagnostics.js';
import { meshInputOptions } from '../mesh-input.js';
import { chooseProxies } from '../proxy-choice.js';
import { compareLive } from './live.js';
import { loadMeshPair } from './meshes.js';
import { meshSide, originsOfChanges } from './sides.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.allowExcessArguments(true); // they are refused like any other trouble
    c.addOption(new Option('--base <path>', 'files before; repeatable').argParser(collect));
    c.addOption(new Option('--head <path>', 'files after; repeatable').argParser(collect));
    c.option('--live [proxy]', 'compare what a proxy has with what it should have, as [TYPE/]NAME[.NAMESPACE]');
    c.addOption(new Option('--file <dump>', 'config dump of the proxy, for --live').argParser(collect));
    c.option('--admin <host:port>', 'admin interface of the running Envoy, for --live');
    c.option('--proxy-admin-port <port>', 'port of the admin interface in a pod, for --live (default: 15000)');
    for (const option of meshInputOptions()) c.addOption(option);
    c.addOption(new Option('--proxy <name>', 'compare these only, as [TYPE/]NAME[.NAMESPACE]').argParser(collectList));
    c.addOption(outputOption(DIFF_FORMATS, 'text'));
    addClusterOptions(c).addHelpText('after', HELP);
  },
  run: async (call) => {
    try {
      return await run(call);
    } catch (error) {
      // As diff(1) has it: 1 says that there are differences.
      throw error instanceof UserError ? new UserError('trouble', error.message, error.hint) : error;
    }
  },
};

const HELP = `
The exit code is 0 for no differences, 1 for differences, 2 for trouble. Compared is what proxies get, by meaning: order that Envoy
doesn't look at, defaults, and how files are written make no difference.

Examples:
  meshwright diff -f new.yaml                           the cluster, and the cluster with this file
  meshwright diff --base main/mesh --head mesh -R       two sets of files, for a pull request
  meshwright diff --live web-0.shop                     what an Envoy has, and what it should have
  meshwright diff --live --file dump.json -f mesh.yaml  the same offline`;

async function run(call: Call): Promise<Outcome> {
  const { options, io } = call;
  if (call.args[0] !== undefined) throw new UserError('usage', `unexpected argument ${call.args[0]}`);
  const format = outputFormat(options, DIFF_FORMATS, 'text');
  const live = options['live'] !== undefined;
  if (!live) for (const name of ['file', 'admin']) rejectWithoutLive(options, name);
  const { report, originsOf } = live ? await compareLive(call) : await compareMeshes(call);
  const out = formatDiff(report, format, { originsOf, colour: useColour(io, io.outIsTerminal) });
  if (out) await io.out(out);
  io.err(`${summarize(report)}\n`);
  return isSame(report) ? 'ok' : 'failed';
}

function rejectWithoutLive(options: Call['options'], name: string): void {
  if (options[name] !== undefined) throw new UserError('usage', `--${name} needs --live`);
}

async function compareMeshes(
  call: Call,
): Promise<{ readonly report: DiffReport; readonly originsOf: OriginsOfChange }> {
  const { before, after } = await loadMeshPair(call);
  printDiagnostics(after.diagnostics, call.io);
  const wanted = texts(call.options, 'proxy');
  const choose = chooser(wanted, text(call.options, 'namespace'), [before.mesh, after.mesh]);
  const [left, right] = [meshSide(before, choose(before.mesh)), meshSide(after, choose(after.mesh))];
  const report = compareProxies(left.proxies, right.proxies);
  return { report, originsOf: originsOfChanges(left.shared.provenance, right.shared.provenance) };
}

/** Named proxies may be on one side only, but not on none. */
function chooser(
  names: readonly string[],
  namespace: string | undefined,
  meshes: readonly Mesh[],
): (mesh: Mesh) => readonly MeshProxy[] {
  if (names.length === 0) return (mesh) => mesh.proxies;
  const every = new Map(meshes.flatMap(({ proxies }) => proxies.map((p) => [`${p.name}.${p.namespace}`, p])));
  const chosen = new Set(chooseProxies([...every.values()], names, namespace).map((p) => `${p.name}.${p.namespace}`));
  return (mesh) => mesh.proxies.filter((p) => chosen.has(`${p.name}.${p.namespace}`));
}
