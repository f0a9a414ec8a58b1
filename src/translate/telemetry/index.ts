import type { TelemetrySide } from '../../mesh/telemetry.js';
import { decideAccessLogs } from '../../mesh/telemetry-logs.js';
import { decideMetrics } from '../../mesh/telemetry-metrics.js';
import { telemetryProviders } from '../../mesh/telemetry-providers.js';
import type { Extension, FilterChain, Listener } from '../../xds/types.js';
import { cached, type Translation } from '../translation.js';
import { type AccessLog, accessLogs } from './access-log.js';
import { statsFilter } from './stats.js';

const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';
const TCP_PROXY = 'envoy.filters.network.tcp_proxy';
const ROUTER = 'envoy.filters.http.router';
/** Filters that read a protocol stand right before the one that forwards. */
const CODECS: ReadonlySet<string> = new Set(['envoy.filters.network.mongo_proxy']);

/** What is observed on one side of a proxy. */
interface Observation {
  readonly http: readonly AccessLog[];
  readonly tcp: readonly AccessLog[];
  readonly listener: readonly AccessLog[];
  readonly stats: readonly Extension[];
}

/**
 * Listeners with the access logs and statistics that Telemetry and MeshConfig ask for. It comes after the listeners are
 * spelled, so that whatever made a chain, it is observed the same way.
 * https://istio.io/latest/docs/reference/config/telemetry/
 */
export function applyTelemetry(t: Translation, listeners: readonly Listener[]): readonly Listener[] {
  const router = t.proxy.type === 'router';
  const outbound = observe(t, 'CLIENT', router);
  const inbound = router ? outbound : observe(t, 'SERVER', true);
  if (isNothing(outbound) && isNothing(inbound)) return listeners;
  return listeners.map((listener) => {
    const side = listener.trafficDirection === 'INBOUND' ? inbound : outbound;
    const logged = !t.mesh.config.disableEnvoyListenerLog && (router || takesConnections(listener));
    return isNothing(side) ? listener : observeListener(listener, side, logged);
  });
}

function isNothing(o: Observation): boolean {
  return o.http.length + o.tcp.length + o.listener.length + o.stats.length === 0;
}

function observe(t: Translation, side: TelemetrySide, ownHost: boolean): Observation {
  const key = `${side} ${ownHost} ${t.mesh.telemetry.levelsKey(t.proxy)}`;
  return cached(t.shared, 'telemetry', key, () => {
    const { defaultProviders } = t.mesh.config;
    const levels = t.mesh.telemetry.levels(t.proxy);
    const logs = decideAccessLogs(levels, defaultProviders?.accessLogging ?? [], side);
    const find = telemetryProviders(t.mesh.config);
    const metrics = decideMetrics(levels, defaultProviders?.metrics ?? [], side);
    return {
      http: accessLogs(t, logs, 'http'),
      tcp: accessLogs(t, logs, 'tcp'),
      listener: accessLogs(t, logs, 'listener'),
      stats: metrics.filter((m) => find(m.provider)?.prometheus).map((m) => statsFilter(m, ownHost)),
    };
  });
}

/** Connections that no chain takes are logged where they come to the proxy, not where a service or an egress is listened for. */
function takesConnections({ name, trafficDirection }: Listener): boolean {
  return trafficDirection === 'INBOUND' || name === 'virtualOutbound';
}

function observeListener(listener: Listener, side: Observation, logged: boolean): Listener {
  const last = listener.defaultFilterChain;
  return {
    ...listener,
    ...(listener.filterChains && { filterChains: listener.filterChains.map((c) => observeChain(c, side)) }),
    ...(last && { defaultFilterChain: observeChain(last, side) }),
    ...(logged && side.listener.length > 0 && { accessLog: side.listener }),
  };
}

function observeChain(chain: FilterChain, side: Observation): FilterChain {
  const filters: Extension[] = [];
  const dropped = chain.name === 'virtualInbound-blackhole' || chain.name === 'virtualOutbound-blackhole';
  for (const filter of chain.filters ?? []) {
    if (filter.name === HTTP_MANAGER) filters.push(observeManager(filter, side));
    else if (filter.name === TCP_PROXY) {
      const at = filters.findIndex((f) => CODECS.has(f.name));
      filters.splice(at < 0 ? filters.length : at, 0, ...side.stats);
      filters.push(dropped ? filter : withLogs(filter, side.tcp));
    } else filters.push(filter);
  }
  return { ...chain, filters };
}

function observeManager(manager: Extension, side: Observation): Extension {
  const config = manager.typedConfig;
  const own = config?.['httpFilters'];
  if (!config || !Array.isArray(own)) return manager;
  const before = own.filter((f) => f?.['name'] !== ROUTER);
  const router = own.filter((f) => f?.['name'] === ROUTER);
  const httpFilters = side.stats.length > 0 ? [...before, ...side.stats, ...router] : own;
  return withLogs({ ...manager, typedConfig: { ...config, httpFilters } }, side.http);
}

function withLogs(filter: Extension, logs: readonly AccessLog[]): Extension {
  if (logs.length === 0 || !filter.typedConfig) return filter;
  return { ...filter, typedConfig: { ...filter.typedConfig, accessLog: logs.map((log) => ({ ...log })) } };
}
