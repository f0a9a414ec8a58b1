import { addClusterOptions } from '../../cli/cluster-options.js';
import type { Call, CommandDefinition } from '../../cli/command.js';
import { text } from '../../cli/options.js';
import { decideInjection } from '../../inject/decision.js';
import { checkInjection } from '../../inject/webhooks/check.js';
import { findInjectors, INJECT } from '../../inject/webhooks/injectors.js';
import { UserError } from '../../model/errors.js';
import { formatInjectionCheck, formatReason } from '../../print/injection/check.js';
import { printable } from '../../print/terminal.js';
import { type ClusterView, colourMarks, printData, readView, viewFormat, viewFormatOption } from '../cluster-view.js';
import { type ChosenPod, choosePod, kindsOfTarget, type PodTarget, parsePodTarget } from '../pod-choice.js';

type Labels = Readonly<Record<string, string>>;

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c.argument('[target]', 'pod or workload: [TYPE/]NAME[.NAMESPACE]'))
      .option('-l, --labels <key=value,...>', 'labels of a pod that is yet to be made')
      .addOption(viewFormatOption())
      .addHelpText(
        'after',
        `
Examples:
  meshwright x check-inject productpage-v1-6b746f74dc-9rlmh.bookinfo
  meshwright x check-inject deployment/productpage-v1 -n bookinfo
  meshwright x check-inject -n bookinfo -l app=web,sidecar.istio.io/inject=true`,
      );
  },
  run: async (call) => {
    const format = viewFormat(call);
    const target = targetOf(call);
    const kinds = 'labels' in target ? [] : kindsOfTarget(target);
    const view = await readView(call, ['Namespace', 'MutatingWebhookConfiguration', ...kinds]);
    const pod = 'labels' in target ? { namespace: view.namespace, labels: target.labels } : choosePod(view, target);
    const injectors = findInjectors(view.store.list('MutatingWebhookConfiguration'));
    const verdicts = checkInjection(injectors, pod.labels, labelsOfNamespace(view, pod.namespace));
    if (format === 'table') await call.io.out(formatInjectionCheck(verdicts, { colour: colourMarks(call) }));
    else {
      const rows = verdicts.map(({ injector: { name, revision }, injected, reason }) => ({
        webhook: name,
        revision,
        injected,
        reason: formatReason(reason),
      }));
      await printData(call, rows, format);
    }
    if ('spec' in pod && verdicts.some(({ injected }) => injected)) sayRefusal(pod, call);
    return 'ok';
  },
};

/** What istiod leaves alone although a webhook hands it over. */
function sayRefusal({ name, namespace, labels, annotations, spec }: ChosenPod, { io }: Call): void {
  const pod = { metadata: { namespace, labels, annotations }, spec: { hostNetwork: spec?.hostNetwork ?? false } };
  const { inject, reason } = decideInjection(pod, {
    policy: 'enabled',
    neverInjectSelector: [],
    alwaysInjectSelector: [],
  });
  if (!inject)
    io.err(`${printable(`note: istiod leaves ${name}.${namespace} alone: ${formatRefusal(reason.code)}`)}\n`);
}

function formatRefusal(code: ReturnType<typeof decideInjection>['reason']['code']): string {
  if (code === 'host-network') return "it uses the node's network";
  return code === 'system-namespace' ? 'its namespace is one of Kubernetes' : `its ${code} ${INJECT} says so`;
}

/** A pod by name, or the labels of one. */
function targetOf({ args, options }: Call): PodTarget | { readonly labels: Labels } {
  const labels = text(options, 'labels');
  const [name] = args;
  if (name !== undefined && labels === undefined) return parsePodTarget(name);
  if (name === undefined && labels) return { labels: parseLabels(labels) };
  throw new UserError('usage', 'what is to be checked?', 'name a pod or workload, or give labels of a pod with -l');
}

/** @throws UserError (usage) for what is no `key=value`. */
function parseLabels(written: string): Labels {
  const pairs = written.split(',').map((pair): [string, string] => {
    const [key = '', value, ...more] = pair.trim().split(/==?/);
    if (key === '' || value === undefined || more.length > 0) {
      throw new UserError('usage', `-l ${printable(pair)}: no label`, 'write -l key=value,key=value');
    }
    return [key.trim(), value.trim()];
  });
  return Object.fromEntries(pairs);
}

function labelsOfNamespace({ store }: ClusterView, name: string): Labels {
  const found = store.list('Namespace').find(({ metadata }) => metadata.name === name);
  if (!found) throw new UserError('failed', `there is no namespace ${printable(name)}`);
  return found.metadata.labels;
}
