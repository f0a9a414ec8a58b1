import { isList, isMessage } from '../dump/field-names.js';
import type { Json, JsonMessage } from '../json.js';
import { configType, ISTIO_TYPE } from './extension-rules.js';
import type { Finding } from './finding.js';
import { checkConfiguration } from './routes.js';

const ROUTER = 'envoy.filters.http.router';

/** Names that listeners may refer to. */
export interface Known {
  readonly routes: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
}

type Say = (code: string, at: Finding['path'], args: Finding['args']) => void;

/** What Envoy would refuse about the HTTP filters, routes and tracer of a connection manager, whose configuration stands at a path. */
export function checkManager(manager: JsonMessage, path: Finding['path'], known: Known, say: Say): void {
  const config = manager['typedConfig'];
  if (!isMessage(config)) return;
  checkFilters(config['httpFilters'], [...path, 'httpFilters'], say);
  checkTracer(config['tracing'], [...path, 'tracing', 'provider', 'typedConfig'], known, say);
  const { rds, routeConfig } = config;
  const name = isMessage(rds) ? rds['routeConfigName'] : undefined;
  if (typeof name === 'string' && !known.routes.has(name)) say('routes-unknown', [...path, 'rds'], { name });
  if (!isMessage(routeConfig)) return;
  const targets = { clusters: known.clusters, required: routeConfig['validateClusters'] !== false };
  checkConfiguration(routeConfig, targets, (code, at, args) => say(code, [...path, 'routeConfig', ...at], args));
}

function checkFilters(filters: Json | undefined, path: Finding['path'], say: Say): void {
  if (!isList(filters)) return;
  filters.forEach((filter, i) => {
    if (isRouter(filter) && i < filters.length - 1) say('terminal-filter-not-last', [...path, i], { filter: ROUTER });
  });
  // What Istio's build of Envoy adds forwards nothing, and says nothing about the filters of others.
  const last = filters.findLastIndex((filter) => isMessage(filter) && !ISTIO_TYPE.test(configType(filter)));
  const filter = filters[last];
  if (isMessage(filter) && configType(filter).startsWith('envoy.') && !filters.some(isRouter)) {
    say('terminal-filter-missing', [...path, last], { filter: String(filter['name']) });
  }
}

function isRouter(filter: Json): boolean {
  if (!isMessage(filter)) return false;
  return filter['typedConfig'] ? configType(filter).endsWith('.router.v3.Router') : filter['name'] === ROUTER;
}

/** Tracers that send their spans themselves need their cluster at once; those that use gRPC look for it later. */
function checkTracer(tracing: Json | undefined, path: Finding['path'], known: Known, say: Say): void {
  const provider = isMessage(tracing) ? tracing['provider'] : undefined;
  const config = isMessage(provider) ? provider['typedConfig'] : undefined;
  if (!isMessage(config) || !/\.(Zipkin|Datadog)Config$/.test(String(config['@type']))) return;
  const { collectorCluster, collectorService: service } = config;
  const uri = isMessage(service) ? service['httpUri'] : undefined;
  const [cluster, at] = isMessage(uri)
    ? [uri['cluster'], ['collectorService', 'httpUri', 'cluster']]
    : [collectorCluster, ['collectorCluster']];
  if (typeof cluster === 'string' && cluster !== '' && !known.clusters.has(cluster)) {
    say('collector-unknown', [...path, ...at], { cluster });
  }
}
