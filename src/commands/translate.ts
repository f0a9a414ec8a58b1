import { Option } from 'commander';
import { addClusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition } from '../cli/command.js';
import { collectList, outputFormat, outputOption, text, texts } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import { translateProxy } from '../translate/index.js';
import { buildSharedState } from '../translate/translation.js';
import type { Snapshot } from '../xds/snapshot.js';
import { printDiagnostics } from './diagnostics.js';
import { printFindings } from './findings.js';
import { loadMesh, meshInput, meshInputOptions } from './mesh-input.js';
import { chooseProxies } from './proxy-choice.js';
import { judgeWithEnvoy } from './translate-envoy.js';
import { printTranslation } from './translate-output.js';

const TYPES = { lds: 'listeners', rds: 'routes', cds: 'clusters', eds: 'endpoints' } as const;
export const FORMATS = ['summary', 'json', 'yaml', 'envoy'] as const;

export const command: CommandDefinition = {
  configure: (c) => {
    for (const option of meshInputOptions()) c.addOption(option);
    c.addOption(new Option('--proxy <name>', 'proxy as [TYPE/]NAME[.NAMESPACE]; repeatable').argParser(collectList));
    c.addOption(new Option('--type <types>', 'resource types: lds,rds,cds,eds').argParser(collectList));
    c.addOption(outputOption(FORMATS, 'summary on a terminal, else json'));
    c.option('--envoy <path>', 'let this Envoy binary judge each proxy; fails if it refuses any');
    addClusterOptions(c);
  },
  run,
};

const NO_PROXY =
  'there is no proxy in the input: a proxy is a Pod with a container istio-proxy, or a workload whose namespace or labels ask for injection';

async function run(call: Call) {
  const format = outputFormat(call.options, FORMATS, call.io.outIsTerminal ? 'summary' : 'json');
  const fields = selectTypes(texts(call.options, 'type'));
  if (call.args.length > 0) {
    throw new UserError('usage', `unexpected argument ${call.args[0]}`, 'name files with -f, proxies with --proxy');
  }
  const { mesh, diagnostics } = await loadMesh(await meshInput(call), call.io.stdin);
  const chosen = chooseProxies(mesh.proxies, texts(call.options, 'proxy'), text(call.options, 'namespace'));
  if (chosen.length === 0) call.io.err(`note: ${NO_PROXY}\n`);
  const shared = buildSharedState();
  const translated = chosen.map((proxy) => ({ proxy, snapshot: translateProxy(mesh, proxy, shared) }));
  printDiagnostics([...diagnostics, ...shared.diagnostics.values()], call.io);
  const checked = translated.map(({ proxy, snapshot }) => ({ name: `${proxy.name}.${proxy.namespace}`, snapshot }));
  printFindings(checked, shared.provenance, call.io);
  await printTranslation({ format, fields, mesh, translated, shared, io: call.io });
  const envoy = text(call.options, 'envoy');
  const refused = envoy === undefined ? 0 : await judgeWithEnvoy(envoy, translated, call.io);
  return refused > 0 ? ('failed' as const) : ('ok' as const);
}

function selectTypes(names: readonly string[]): readonly (keyof Snapshot)[] {
  if (names.length === 0) return Object.values(TYPES);
  return names.map((name) => {
    for (const [key, field] of Object.entries(TYPES)) if (name.toLowerCase() === key || name === field) return field;
    throw new UserError('usage', `--type ${name}: unknown resource type`, `types: ${Object.keys(TYPES).join(', ')}`);
  });
}
