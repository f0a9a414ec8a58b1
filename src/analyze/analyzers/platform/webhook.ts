import { isObject } from '../../../model/decode.js';
import type { LabelSelector } from '../../../model/kinds/kubernetes.js';
import { selectorTakes } from '../../../model/label-selector.js';
import { textOf } from '../../../model/text.js';
import { INJECT, ISTIO_WEBHOOK, NAMESPACE_INJECTION, REVISION, webhooks } from '../../facts/injection.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

type Labels = Readonly<Record<string, string>>;
type Injector = ReturnType<typeof webhooks>[number];

/**
 * Injectors that take the same pods, for any labels that a namespace and a pod may have, and injectors without a Service.
 * https://istio.io/latest/docs/setup/upgrade/canary/
 */
export const webhookAnalyzer: Analyzer = {
  name: 'webhook.Analyzer',
  description: 'Checks that no two injectors take the same pods, and that their Services exist',
  inputs: ['MutatingWebhookConfiguration'],
  analyze(context, report) {
    const revisions = context.fact(revisionsByConfiguration);
    const all = context.fact(webhooks).filter(({ configuration }) => revisions.has(configuration));
    reportOverlaps(all, [...new Set([...revisions.values()].flat())], report);
    if (context.complete) reportMissingServices(context, all, report);
  },
};

/**
 * Configurations of Istio, with the revisions that they speak of: they have a webhook with a name of Istio, or know revisions.
 * All of their webhooks count.
 */
function revisionsByConfiguration(context: AnalysisContext): ReadonlyMap<Injector['configuration'], readonly string[]> {
  const found = new Map<Injector['configuration'], readonly string[]>();
  for (const configuration of context.store.list('MutatingWebhookConfiguration')) {
    const own = configuration.metadata.labels[REVISION];
    const { webhooks: hooks = [] } = configuration.body;
    const revisions = [...(own === undefined ? [] : [own]), ...hooks.flatMap(revisionsOf)];
    const named = hooks.some(({ name }) => name?.endsWith(ISTIO_WEBHOOK));
    if (named || revisions.length > 0) found.set(configuration, revisions);
  }
  return found;
}

function reportOverlaps(all: readonly Injector[], revisions: readonly string[], report: Report): void {
  const namespaces = all.map(({ webhook }) => taken(webhook.namespaceSelector, namespaceLabelSets(revisions)));
  const objects = all.map(({ webhook }) => taken(webhook.objectSelector, objectLabelSets(revisions)));
  const seen = new Set<string>();
  for (let n = 0; n < (namespaces[0]?.length ?? 0); n++) {
    for (let o = 0; o < (objects[0]?.length ?? 0); o++) {
      // Webhooks of one name in one configuration are one.
      const both = new Map(
        all.filter((_, i) => namespaces[i]?.[n] && objects[i]?.[o]).map((injector) => [nameOf(injector), injector]),
      );
      if (both.size < 2) continue;
      const key = [...both.keys()].join('\n');
      if (seen.has(key)) continue;
      seen.add(key);
      for (const [name, one] of both)
        reportOverlap(
          one,
          [...both.keys()].filter((other) => other !== name),
          report,
        );
    }
  }
}

/** Several webhooks of one configuration that overlap with the same others are one finding. */
function reportOverlap({ configuration, index }: Injector, others: readonly string[], report: Report): void {
  const problem = `the webhook takes the same pods as ${[...others].sort().join(', ')}`;
  report('IST0139', configuration, ['webhooks', index, 'name'], { problem });
}

function nameOf({ configuration, webhook }: Injector): string {
  return `${configuration.metadata.name}/${webhook.name}`;
}

/** For each set of labels whether the selector takes it. */
function taken(selector: LabelSelector | undefined, sets: readonly Labels[]): readonly boolean[] {
  return sets.map((labels) => selectorTakes(selector, labels));
}

function revisionsOf({ namespaceSelector, objectSelector }: Injector['webhook']): readonly string[] {
  return [namespaceSelector, objectSelector].flatMap((selector) => {
    const value = selector?.matchLabels?.[REVISION];
    const listed = (selector?.matchExpressions ?? []).flatMap((e) => (e.key === REVISION ? (e.values ?? []) : []));
    return value === undefined ? listed : [value, ...listed];
  });
}

function namespaceLabelSets(revisions: readonly string[]): readonly Labels[] {
  return combine([{}, { [NAMESPACE_INJECTION]: 'enabled' }, { [NAMESPACE_INJECTION]: 'disabled' }], revisions);
}

function objectLabelSets(revisions: readonly string[]): readonly Labels[] {
  return combine([{}, { [INJECT]: 'true' }, { [INJECT]: 'false' }], revisions);
}

function combine(sets: readonly Labels[], revisions: readonly string[]): readonly Labels[] {
  return sets.flatMap((labels) => [labels, ...revisions.map((revision) => ({ ...labels, [REVISION]: revision }))]);
}

function reportMissingServices(context: AnalysisContext, all: readonly Injector[], report: Report): void {
  const services = new Set(context.store.list('Service').map(({ metadata: m }) => `${m.namespace}/${m.name}`));
  for (const { configuration, webhook, index } of all) {
    const service = isObject(webhook.clientConfig) ? webhook.clientConfig['service'] : undefined;
    if (!isObject(service)) continue;
    const name = `${textOf(service['namespace'] ?? '')}/${textOf(service['name'] ?? '')}`;
    if (services.has(name)) continue;
    const problem = `the Service ${name} of the injector does not exist`;
    report('IST0139', configuration, ['webhooks', index, 'clientConfig', 'service'], { problem });
  }
}
