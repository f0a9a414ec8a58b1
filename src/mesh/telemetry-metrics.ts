import type { TelemetrySpec } from '../model/kinds/telemetry.js';
import { matchesSide, providerNames, type TelemetrySide } from './telemetry.js';

/** What is changed about one metric. */
export interface MetricDecision {
  /** Name of the API's enum, or of a custom metric. */
  readonly metric: string;
  readonly disabled: boolean;
  readonly upserts: Readonly<Record<string, string>>;
  readonly removes: readonly string[];
}

/** Metrics that one provider gets. */
export interface MetricsDecision {
  readonly provider: string;
  readonly metrics: readonly MetricDecision[];
  /** Duration as written. */
  readonly reportingInterval?: string;
}

type Entry = NonNullable<TelemetrySpec['metrics']>[number];
type Override = NonNullable<Entry['overrides']>[number];

const ALL = [
  'GRPC_REQUEST_MESSAGES',
  'GRPC_RESPONSE_MESSAGES',
  'REQUEST_COUNT',
  'REQUEST_DURATION',
  'REQUEST_SIZE',
  'RESPONSE_SIZE',
  'TCP_CLOSED_CONNECTIONS',
  'TCP_OPENED_CONNECTIONS',
  'TCP_RECEIVED_BYTES',
  'TCP_SENT_BYTES',
] as const;

interface Draft {
  disabled: boolean;
  readonly tags: Map<string, string | undefined>;
}

interface ProviderDraft {
  readonly metrics: Map<string, Draft>;
  off: boolean;
  reportingInterval?: string;
}

/**
 * Metrics of one side, by provider. Providers of the last entry that names any are in force; what entries say of single
 * metrics adds up. All metrics disabled means none are made, until something narrower speaks of any again.
 * https://istio.io/latest/docs/reference/config/telemetry/#Metrics
 */
export function decideMetrics(
  levels: readonly TelemetrySpec[],
  defaults: readonly string[],
  side: TelemetrySide,
): readonly MetricsDecision[] {
  const entries = levels.flatMap((level) => level.metrics ?? []);
  const names = entries.map(providerNames).findLast((own) => own.length > 0) ?? defaults;
  const drafts = new Map([...new Set(names)].map((name) => [name, newDraft()]));
  let named = defaults;
  for (const entry of entries) {
    const own = providerNames(entry);
    if (own.length > 0) named = own;
    for (const name of named) {
      const draft = drafts.get(name);
      if (draft) applyEntry(draft, entry, side);
    }
  }
  return [...drafts]
    .filter(([, draft]) => !draft.off)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([provider, draft]) => finish(provider, draft));
}

function newDraft(): ProviderDraft {
  return { metrics: new Map(), off: false };
}

function applyEntry(draft: ProviderDraft, entry: Entry, side: TelemetrySide): void {
  if (entry.reportingInterval) draft.reportingInterval = entry.reportingInterval;
  for (const override of entry.overrides ?? []) {
    if (matchesSide(override.match?.mode, side)) applyOverride(draft, override);
  }
}

function applyOverride(draft: ProviderDraft, override: Override): void {
  const { match } = override;
  const all = !match?.customMetric && (!match?.metric || match.metric === 'ALL_METRICS');
  draft.off = all && override.disabled === true;
  if (draft.off) return;
  for (const name of all ? ALL : [match?.customMetric ?? match?.metric ?? '']) {
    const metric = draft.metrics.get(name) ?? { disabled: false, tags: new Map() };
    draft.metrics.set(name, metric);
    if (override.disabled !== undefined) metric.disabled = override.disabled;
    for (const [tag, change] of Object.entries(override.tagOverrides ?? {})) {
      metric.tags.set(tag, change.operation === 'REMOVE' ? undefined : (change.value ?? ''));
    }
  }
}

function finish(provider: string, draft: ProviderDraft): MetricsDecision {
  const metrics = [...draft.metrics]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([metric, { disabled, tags }]): MetricDecision => {
      const sorted = [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        metric,
        disabled,
        upserts: Object.fromEntries(sorted.flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value]]))),
        removes: sorted.flatMap(([tag, value]) => (value === undefined ? [tag] : [])),
      };
    });
  return { provider, metrics, ...(draft.reportingInterval && { reportingInterval: draft.reportingInterval }) };
}
