import { Option } from 'commander';
import { addClusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition } from '../cli/command.js';
import { collect, flag, text, texts } from '../cli/options.js';
import { explainInjection, type Injected, type Injection } from '../inject/index.js';
import { UserError } from '../model/errors.js';
import { describeDecision } from '../print/inject.js';
import { readSources } from '../sources/files.js';
import { loadInjection } from './kube-inject-config.js';
import { injectStream } from './kube-inject-stream.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c);
    for (const option of injectOptions()) c.addOption(option);
    c.addHelpText(
      'after',
      `
Examples:
  meshwright kube-inject -f app.yaml | kubectl apply -f -
  meshwright kube-inject -f app.yaml --revision canary -o injected.yaml
  meshwright kube-inject -f app.yaml --offline --diff
  meshwright kube-inject -f app.yaml --injectConfigFile inject.yaml --valuesFile values.json --meshConfigFile mesh.yaml`,
    );
  },
  run: runInject,
};

function injectOptions(): readonly Option[] {
  return [
    new Option('-f, --filename <path>', 'file, directory or - for stdin; repeatable').argParser(collect),
    new Option('-o, --output <file>', 'write the result to this file'),
    new Option('-r, --revision <name>', 'revision of the control plane'),
    new Option('--injectConfigFile <file>', "the injector's configuration, in place of the cluster's"),
    new Option('--valuesFile <file>', "values of the installation, in place of the cluster's"),
    new Option('--meshConfigFile <file>', "MeshConfig, in place of the cluster's"),
    new Option(
      '--injectConfigMapName <name>',
      'ConfigMap of the injector (default: istio-sidecar-injector, with the revision)',
    ),
    new Option('--meshConfigMapName <name>', 'ConfigMap of the MeshConfig (default: istio, with the revision)'),
    new Option('--offline', 'inject as an installation by this program would, without asking a cluster'),
    new Option('--set <path=value>', 'a setting of that installation; repeatable').argParser(collect),
    new Option('--diff', 'print what injection adds'),
    new Option('--explain', 'print each added part with the setting that is its cause'),
  ];
}

async function runInject(call: Call): Promise<'ok'> {
  const { options, io } = call;
  const files = texts(options, 'filename');
  if (files.length === 0) throw new UserError('usage', 'nothing to inject', 'name files with -f, or - for stdin');
  const sources = await readSources(files, { recursive: false, stdin: io.stdin });
  const injection = await loadInjection(call, sources.map((source) => source.text).join('\n'));
  const describe = await chooseViews(call, injection);
  const talk: string[] = [];
  const shown: string[] = [];
  const { text: result, problems } = injectStream(sources, injection, (workload) => {
    talk.push(`${describeDecision(workload)}\n`);
    shown.push(...describe.map((view) => view(workload)));
  });
  if (problems.length > 0) throw new UserError('data', problems.join('\n'));
  io.err(talk.join(''));
  const file = text(options, 'output');
  if (file) {
    const { writeWhole } = await import('../sources/write-file.js');
    await writeWhole(file, result);
  }
  if (describe.length > 0) await io.out(shown.join(''));
  else if (!file) await io.out(result);
  return 'ok';
}

type View = (workload: Injected) => string;

/** What is printed about each workload in place of the result. */
async function chooseViews({ options }: Call, injection: Injection): Promise<readonly View[]> {
  const views: View[] = [];
  if (flag(options, 'explain')) {
    const { formatExplanation } = await import('../print/inject-explain.js');
    views.push((workload) => formatExplanation(workload, explainInjection(workload, injection)));
  }
  if (flag(options, 'diff')) views.push((await import('../print/inject-diff.js')).formatInjectionDiff);
  return views;
}
