import { addClusterOptions } from '../../cli/cluster-options.js';
import type { Call, CommandDefinition } from '../../cli/command.js';
import { outputFormat, outputOption, text } from '../../cli/options.js';
import type { MeshProxy } from '../../mesh/types.js';
import { UserError } from '../../model/errors.js';
import { type Explanation, formatExplanation, formatOverview } from '../../print/explain.js';
import { formatJson } from '../../print/json.js';
import { translateProxy } from '../../translate/index.js';
import { buildSharedState } from '../../translate/translation.js';
import { printDiagnostics } from '../diagnostics.js';
import { type LoadedMesh, loadMesh, meshInput, meshInputOptions } from '../mesh-input.js';
import { chooseProxy } from '../proxy-choice.js';
import { countMakers, explainParts } from './parts.js';
import { findShapes } from './shapes.js';
import { findTarget, isTarget, parseTarget, type Target } from './target.js';

const FORMATS = ['text', 'json'] as const;

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('[proxy]', 'proxy as [TYPE/]NAME[.NAMESPACE]; may be left out where there is one alone');
    c.argument(
      '[what]',
      'listener/NAME, route/NAME[/VHOST[/ROUTE]] or cluster/NAME; without it, all resources that count',
    );
    for (const option of meshInputOptions()) c.addOption(option);
    c.addOption(outputOption(FORMATS, 'text'));
    addClusterOptions(c).addHelpText('after', HELP);
  },
  run,
};

const HELP = `
Told are the resources that made it, with their places; other resources, settings of MeshConfig and defaults by the fields that
would be different without them.

Examples:
  meshwright explain web-0.shop -f mesh.yaml
  meshwright explain web-0.shop route/8080/catalog.shop.svc.cluster.local:8080 -f mesh.yaml
  meshwright explain web-0.shop 'cluster/outbound|80||catalog.shop.svc.cluster.local' -o json`;

async function run(call: Call) {
  const format = outputFormat(call.options, FORMATS, 'text');
  const { name, what } = readArguments(call.args);
  const loaded = await loadMesh(await meshInput(call), call.io.stdin);
  printDiagnostics(loaded.diagnostics, call.io);
  const proxy = findProxy(loaded, name, text(call.options, 'namespace'));
  const shared = buildSharedState();
  const snapshot = translateProxy(loaded.mesh, proxy, shared);
  const title = `${proxy.name}.${proxy.namespace}`;
  if (!what) {
    const makers = countMakers(snapshot, shared.provenance);
    const out = { proxy: title, resources: makers.map(({ maker, objects }) => ({ ...maker, objects })) };
    await call.io.out(format === 'json' ? formatJson(out) : formatOverview(title, makers));
    return 'ok' as const;
  }
  const object = findTarget(snapshot, what);
  const parts = explainParts(object, shared.provenance);
  const shapes = await findShapes(loaded, proxy, what, object, shared.provenance);
  const explanation: Explanation = { proxy: title, ...named(what), parts, ...shapes };
  await call.io.out(format === 'json' ? formatJson(explanation) : formatExplanation(explanation));
  return 'ok' as const;
}

/** A single argument may be either: names of proxies never begin like targets. */
function readArguments(args: readonly string[]): { readonly name?: string; readonly what?: Target } {
  const [first, second, third] = args;
  if (third !== undefined) throw new UserError('usage', `unexpected argument ${third}`);
  if (first === undefined) return {};
  if (second === undefined && isTarget(first)) return { what: parseTarget(first) };
  return { name: first, ...(second !== undefined && { what: parseTarget(second) }) };
}

function findProxy({ mesh }: LoadedMesh, name: string | undefined, namespace: string | undefined): MeshProxy {
  const [only, second] = mesh.proxies;
  return name === undefined && only && !second ? only : chooseProxy(mesh.proxies, name ?? '', namespace);
}

function named({ type, name, virtualHost, route }: Target): Pick<Explanation, 'type' | 'name'> {
  return { type, name: [name, virtualHost, route].filter((part) => part !== undefined).join('/') };
}
