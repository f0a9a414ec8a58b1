import { selects } from '../../mesh/workloads.js';
import type { TypedResource } from '../../model/store.js';
import type { AnalysisContext } from '../types.js';

type Labels = Readonly<Record<string, string>>;
type Service = TypedResource<'Service'>;

/** Services of a namespace whose selector takes pods with these labels, in the order of the input. */
export type FindServices = (namespace: string, labels: Labels) => readonly Service[];

/** Indexes Services by one pair of their selector: a pod's labels lead to the few that may take it. */
export function servicesBySelector(context: AnalysisContext): FindServices {
  const byPair = new Map<string, Service[]>();
  for (const service of context.store.list('Service')) {
    const pair = Object.entries(service.body.spec?.selector ?? {})[0];
    if (!pair) continue;
    const key = keyOf(service.metadata.namespace, pair);
    const known = byPair.get(key);
    if (known) known.push(service);
    else byPair.set(key, [service]);
  }
  return (namespace, labels) =>
    Object.entries(labels)
      .flatMap((pair) => byPair.get(keyOf(namespace, pair)) ?? [])
      .filter((service) => selects(service.body.spec?.selector, labels));
}

function keyOf(namespace: string, [key, value]: readonly [string, string]): string {
  return `${namespace} ${key}=${value}`;
}
