import type { TelemetrySpec } from '../model/kinds/telemetry.js';
import { findProviderHost, type ProviderHosts } from './provider-hosts.js';
import { matchesSide, type TelemetrySide } from './telemetry.js';
import { type TracingProvider, tracingProvider, tracingTarget } from './tracing-providers.js';
import type { Mesh, MeshProxy } from './types.js';

type Entry = NonNullable<TelemetrySpec['tracing']>[number];
export type TracingTags = NonNullable<Entry['customTags']>;

/** How requests of one side are traced. */
export interface Tracing {
  /** Who gets spans, and the host of its service; undefined when Envoy's own configuration says so, or nobody. */
  readonly reportsTo?: {
    readonly provider: TracingProvider;
    readonly host: string;
    /** Host of the sampler's own service, if it has one. */
    readonly samplerHost?: string;
  };
  /** Percentage of requests, 0 to 100. */
  readonly sampling: number;
  readonly tags: TracingTags;
  readonly istioTags: boolean;
  readonly maxPathTagLength?: number;
  readonly propagates: boolean;
}

/** Traces, or none, and whether request ids tell which requests are sampled. */
export interface TracingChoice {
  readonly tracing?: Tracing;
  readonly samplesByRequestId: boolean;
}

const DEFAULT_SAMPLING = 1;
const ALL_IDS = { samplesByRequestId: true };
const NOTHING: TracingChoice = ALL_IDS;

/**
 * Tracing of a side of a proxy: entries of all levels of Telemetry that are about the side, field by field, over what
 * MeshConfig and ProxyConfig say. `hosts` are those of all services. A provider that can't be had traces nothing.
 * https://istio.io/latest/docs/reference/config/telemetry/#Tracing
 */
export function decideTracing(mesh: Mesh, hosts: ProviderHosts, proxy: MeshProxy, side: TelemetrySide): TracingChoice {
  const all = mesh.telemetry.levels(proxy).flatMap((spec) => spec.tracing ?? []);
  const entries = all.filter((entry) => matchesSide(entry.match?.mode, side));
  const merged: Entry = Object.assign({}, ...entries);
  const named = entries.findLast((entry) => entry.providers?.length)?.providers?.[0]?.name;
  const name = named ?? mesh.config.defaultProviders?.tracing?.[0];
  if (name === undefined) {
    // Telemetry about tracing without anybody to report to traces nothing, on neither side.
    if (all.length > 0 || !mesh.config.enableTracing) return NOTHING;
    return {
      tracing: { ...settings(proxy, {}), istioTags: proxy.settings.tracing?.enableIstioTags ?? true },
      ...ALL_IDS,
    };
  }
  if (merged.disableSpanReporting) return NOTHING;
  const provider = tracingProvider(mesh.config, name);
  const reportsTo = provider && findTarget(hosts, provider);
  if (!reportsTo) return NOTHING;
  const samplesByRequestId = merged.useRequestIdForTraceSampling ?? true;
  return { tracing: { ...settings(proxy, merged, reportsTo) }, samplesByRequestId };
}

/** Hosts of the services that a provider needs; undefined when one of them isn't there, so that nothing can be reported. */
function findTarget(hosts: ProviderHosts, provider: TracingProvider): Tracing['reportsTo'] {
  const host = findProviderHost(hosts, tracingTarget(provider)?.service ?? '');
  if (host === undefined) return undefined;
  const { dynatraceSampler: sampler, http } = provider.opentelemetry ?? {};
  if (!sampler) return { provider, host };
  // Without a service of its own the sampler asks the one that spans go to, which only speaks HTTP.
  if (!sampler.httpService) return http && { provider, host };
  const samplerHost = findProviderHost(hosts, sampler.httpService.service ?? '');
  return samplerHost === undefined ? undefined : { provider, host, samplerHost };
}

function settings(proxy: MeshProxy, merged: Entry, reportsTo?: Tracing['reportsTo']): Tracing {
  const own = proxy.settings.tracing ?? {};
  const length = (reportsTo && tracingTarget(reportsTo.provider)?.maxTagLength) || own.maxPathTagLength;
  const tags = Object.keys(merged.customTags ?? {}).length > 0 ? merged.customTags : own.customTags;
  return {
    ...(reportsTo && { reportsTo }),
    sampling: merged.randomSamplingPercentage ?? defaultSampling(own.sampling),
    tags: tags ?? {},
    istioTags: merged.enableIstioTags ?? true,
    ...(length && { maxPathTagLength: length }),
    propagates: !merged.disableContextPropagation,
  };
}

function defaultSampling(written: number | undefined): number {
  return written !== undefined && written > 0 && written <= 100 ? written : DEFAULT_SAMPLING;
}
