import type { TelemetrySpec } from '../model/kinds/telemetry.js';
import { matchesSide, providerNames, type TelemetrySide } from './telemetry.js';

/** An access log of a provider, and the CEL expression that requests have to fit. */
export interface AccessLogDecision {
  readonly provider: string;
  readonly filter?: string;
  /** Switched off by name, which is not the same as never having been asked for: nothing else takes its place. */
  readonly disabled?: boolean;
}

type Entry = NonNullable<TelemetrySpec['accessLogging']>[number];

/**
 * Access logs of one side, by provider; none when no Telemetry and no default provider says anything about it, so that what
 * MeshConfig says directly counts. The providers of the narrowest level that names any are in force; an entry without
 * providers speaks of those that the entry before it named. A provider has the filter of the last entry that names it.
 * https://istio.io/latest/docs/reference/config/telemetry/#AccessLogging
 */
export function decideAccessLogs(
  levels: readonly TelemetrySpec[],
  defaults: readonly string[],
  side: TelemetrySide,
): readonly AccessLogDecision[] {
  const entries = levels.map((level) => level.accessLogging ?? []).filter((list) => list.length > 0);
  if (entries.length === 0) return sorted([...new Set(defaults)].map((provider) => ({ provider })));
  const fits = (entry: Entry) => matchesSide(entry.match?.mode, side);
  const inScope = providersInScope(entries, defaults, fits);
  const filters = new Map(
    entries
      .flat()
      .filter(fits)
      .flatMap((entry) => providerNames(entry).map((name) => [name, entry.filter?.expression] as const)),
  );
  const logs = new Map<string, AccessLogDecision>();
  let named = defaults;
  for (const entry of entries.flat()) {
    const own = providerNames(entry);
    if (own.length > 0) named = own;
    if (!fits(entry)) continue;
    for (const provider of named.filter((name) => inScope.has(name))) {
      const filter = filters.get(provider);
      logs.set(provider, entry.disabled ? { provider, disabled: true } : { provider, ...(filter && { filter }) });
    }
  }
  return sorted([...logs.values()]);
}

function providersInScope(
  entries: readonly (readonly Entry[])[],
  defaults: readonly string[],
  fits: (entry: Entry) => boolean,
): ReadonlySet<string> {
  let names: readonly string[] = defaults;
  for (const level of entries) {
    const own = level.filter(fits).flatMap(providerNames);
    if (own.length > 0) names = own;
  }
  return new Set(names);
}

function sorted(logs: readonly AccessLogDecision[]): readonly AccessLogDecision[] {
  return [...logs].sort((a, b) => (a.provider < b.provider ? -1 : a.provider > b.provider ? 1 : 0));
}
