import type { TelemetrySpec } from '../model/kinds/telemetry.js';
import { matchesSide, providerNames, type TelemetrySide } from './telemetry.js';

/** An access log to write: its provider, and the CEL expression that requests have to fit. */
export interface AccessLogDecision {
  readonly provider: string;
  readonly filter?: string;
}

type Entry = NonNullable<TelemetrySpec['accessLogging']>[number];

/**
 * Access logs of one side; undefined when no Telemetry and no default provider says anything about it, so that what
 * MeshConfig says directly counts. The providers of the narrowest level that names any are in force; an entry without
 * providers speaks of those that the entry before it named.
 * https://istio.io/latest/docs/reference/config/telemetry/#AccessLogging
 */
export function decideAccessLogs(
  levels: readonly TelemetrySpec[],
  defaults: readonly string[],
  side: TelemetrySide,
): readonly AccessLogDecision[] | undefined {
  const entries = levels.map((level) => level.accessLogging ?? []).filter((list) => list.length > 0);
  if (entries.length === 0) return defaults.length > 0 ? sorted(defaults.map((provider) => ({ provider }))) : undefined;
  const fits = (entry: Entry) => matchesSide(entry.match?.mode, side);
  if (!entries.flat().some(fits)) return undefined;
  const inScope = providersInScope(entries, defaults, fits);
  const logs = new Map<string, AccessLogDecision>();
  let named = defaults;
  for (const entry of entries.flat()) {
    const own = providerNames(entry);
    if (own.length > 0) named = own;
    if (!fits(entry)) continue;
    for (const provider of named) {
      if (!inScope.has(provider)) continue;
      const filter = entry.filter?.expression;
      if (entry.disabled) logs.delete(provider);
      else logs.set(provider, filter ? { provider, filter } : { provider });
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
