import { type LocalityGroup, type LocalityPlan, totalWeight } from './locality.js';
import type { MeshEndpoint } from './types.js';

/** Where a client is. */
export interface ClientPlace {
  /** `region/zone/subzone` */
  readonly locality: string;
  /** Its labels with those of its topology. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Weighs localities or puts them in order of priority for one client. Shares exclude failover.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export function balanceLocalities(
  groups: readonly LocalityGroup[],
  plan: LocalityPlan | undefined,
  client: ClientPlace,
): readonly LocalityGroup[] {
  if (!plan) return groups;
  const { distribute, failover, failoverPriority } = plan.setting;
  if (distribute?.length) return distributed(groups, distribute, client.locality);
  if (!plan.failover) return groups;
  if (!failoverPriority?.length) return byDistance(groups, failover ?? [], client.locality);
  const ordered = byLabels(groups, failoverPriority, client.labels);
  return failover?.length ? byDistance(ordered, failover, client.locality) : ordered;
}

type Distribute = NonNullable<LocalityPlan['setting']['distribute']>;
type Failover = NonNullable<LocalityPlan['setting']['failover']>;

/** Shares of the first entry that is for the client's locality; a locality that it doesn't name gets nothing. */
function distributed(
  groups: readonly LocalityGroup[],
  distribute: Distribute,
  client: string,
): readonly LocalityGroup[] {
  const entry = distribute.find((d) => localityMatches(client, d.from ?? ''));
  if (!entry) return groups;
  const out = groups.map((group): LocalityGroup => ({ ...group, endpoints: [] }));
  const left = new Set(groups.keys());
  for (const [target, share] of Object.entries(entry.to ?? {})) {
    const matching = [...left].filter((i) => localityMatches(groups[i]?.locality ?? '', target));
    const total = matching.reduce((sum, i) => sum + (groups[i]?.weight ?? 0), 0);
    for (const i of matching) {
      left.delete(i);
      const group = groups[i];
      if (group) out[i] = { ...group, weight: Math.ceil((group.weight * share) / (total || 1)) };
    }
  }
  return out;
}

/** Whether a locality is covered by `region/zone/subzone`, where `*` and missing parts mean any. */
function localityMatches(locality: string, pattern: string): boolean {
  const parts = locality.split('/');
  const [region = '', ...rest] = pattern.split('/');
  if (region !== '*' && region !== (parts[0] ?? '')) return false;
  return rest.every((part, i) => part === '*' || part === '' || part === (parts[i + 1] ?? ''));
}

/** 0 for the same subzone, 1 zone, 2 region, 3 elsewhere, 4 where a failover entry of the client's region sends others. */
function distance(client: string, locality: string, failover: Failover): number {
  const own = client.split('/');
  const other = locality.split('/');
  const same = (i: number) => (own[i] ?? '') === (other[i] ?? '');
  if (same(0)) return !same(1) ? 2 : same(2) ? 0 : 1;
  const entry = failover.find((f) => f.from === own[0]);
  return entry && entry.to !== other[0] ? 4 : 3;
}

function byDistance(groups: readonly LocalityGroup[], failover: Failover, client: string): readonly LocalityGroup[] {
  // A single group has the first priority, wherever it is.
  if (groups.length === 1) return compacted(groups);
  return compacted(groups.map((g) => ({ ...g, priority: g.priority * 5 + distance(client, g.locality, failover) })));
}

/** The earlier the first label that differs, the lower the priority; endpoints of a locality may fall apart. */
function byLabels(
  groups: readonly LocalityGroup[],
  priorities: readonly string[],
  client: Readonly<Record<string, string>>,
): readonly LocalityGroup[] {
  const named = priorities.map((text) => text.split('='));
  // A value that one entry gives a label counts for all entries of the label.
  const given = new Map(
    named.flatMap(([label = '', value, more]) => (value !== undefined && more === undefined ? [[label, value]] : [])),
  );
  const wanted = named.map(([label = '']) => [label, given.get(label) ?? client[label] ?? ''] as const);
  const split = groups.flatMap((group) => {
    const byPriority = new Map<number, MeshEndpoint[]>();
    for (const endpoint of group.endpoints) {
      const differing = wanted.findIndex(([label, value]) => (endpoint.labels[label] ?? '') !== value);
      const priority = differing < 0 ? 0 : priorities.length - differing;
      const known = byPriority.get(priority);
      if (known) known.push(endpoint);
      else byPriority.set(priority, [endpoint]);
    }
    return [...byPriority.keys()]
      .sort((a, b) => a - b)
      .map((priority): LocalityGroup => {
        const endpoints = byPriority.get(priority) ?? [];
        return { locality: group.locality, endpoints, weight: totalWeight(endpoints), priority };
      });
  });
  return compacted(split);
}

/** Envoy wants priorities from 0 without gaps. */
function compacted(groups: readonly LocalityGroup[]): readonly LocalityGroup[] {
  const [only, second] = groups;
  if (only && !second) return only.priority === 0 ? groups : [{ ...only, priority: 0 }];
  const used = [...new Set(groups.map((g) => g.priority))].sort((a, b) => a - b);
  return groups.map((g) => ({ ...g, priority: used.indexOf(g.priority) }));
}
