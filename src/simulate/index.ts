import { typeUrl } from '../xds/json.js';
import type { Snapshot } from '../xds/snapshot.js';
import type { FilterChain } from '../xds/types.js';
import { chooseFilterChain } from './filter-chain.js';
import { NETWORK_FILTERS } from './filters/index.js';
import type { DynamicMetadata } from './filters/types.js';
import { routesOf } from './http/connection-manager.js';
import { mergeMetadata, walkHttp } from './http/index.js';
import { chooseListener } from './listeners.js';
import { walkTcp } from './tcp.js';
import type { Outcome, SimulatedRequest, SimulationFacts, Step, Trace } from './types.js';

export type * from './types.js';

const HTTP = typeUrl('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager');
const TCP = typeUrl('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy');
const DOWNSTREAM_TLS = typeUrl('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext');
const SNI_CLUSTER = typeUrl('envoy.extensions.filters.network.sni_cluster.v3.SniCluster');

/**
 * Follows a request through a proxy as Envoy would take it: listener, filter chain, filters, route, cluster, endpoints.
 * Pure: what depends on chance, time or keys is told by the facts.
 */
export function simulate(snapshot: Snapshot, request: SimulatedRequest, facts: SimulationFacts): Trace {
  const steps: Step[] = [];
  const outcome = walkListener(snapshot, request, facts, steps);
  return { request, steps, outcome };
}

function walkListener(snapshot: Snapshot, request: SimulatedRequest, facts: SimulationFacts, steps: Step[]): Outcome {
  const { listener, decision } = chooseListener(snapshot, request);
  if (!listener) {
    steps.push({ kind: 'listener', name: '', decision, stops: true });
    return { kind: 'closed', reason: 'no_listener' };
  }
  steps.push({ kind: 'listener', name: listener.name, object: listener, decision });
  const chosen = chooseFilterChain(listener, request);
  const nearMisses = chosen.nearMisses.length > 0 ? { nearMisses: chosen.nearMisses } : {};
  if (!chosen.chain) {
    steps.push({ kind: 'filter-chain', name: '', decision: chosen.decision, ...nearMisses, stops: true });
    return { kind: 'closed', reason: 'filter_chain_not_found', listener: listener.name };
  }
  const name = chosen.chain.name ?? '';
  steps.push({ kind: 'filter-chain', name, object: chosen.chain, decision: chosen.decision, ...nearMisses });
  const outcome = walkChain(snapshot, chosen.chain, request, facts, steps);
  return { listener: listener.name, ...(name !== '' && { filterChain: name }), ...outcome };
}

/** Asks the network filters in order, up to the one that ends the chain. */
function walkChain(
  snapshot: Snapshot,
  chain: FilterChain,
  request: SimulatedRequest,
  facts: SimulationFacts,
  steps: Step[],
): Outcome {
  const broken = handshakeProblem(chain, request);
  if (broken) {
    steps.push({ kind: 'filter-chain', name: chain.name ?? '', object: chain, decision: broken, stops: true });
    return { kind: 'closed', reason: 'tls_handshake' };
  }
  // What is encrypted and not decrypted here is bytes, whatever it holds.
  const http = request.tls !== 'none' && !chain.transportSocket ? undefined : request.http;
  let before: Partial<Outcome> = {};
  let named: string | undefined;
  let metadata: DynamicMetadata = {};
  for (const { name, typedConfig } of chain.filters ?? []) {
    const type = typedConfig?.['@type'];
    if (!typedConfig || type === undefined) continue;
    if (type === SNI_CLUSTER) named = request.sni;
    if (type === TCP) return { ...before, ...walkTcp(snapshot, typedConfig, named, facts, steps) };
    if (type === HTTP) {
      if (!http) return refuseBytes(steps, typedConfig);
      const walk = { snapshot, connection: request, facts, manager: typedConfig, steps };
      return { ...before, ...walkHttp({ ...walk, routes: routesOf(snapshot, typedConfig) }, http) };
    }
    const result = NETWORK_FILTERS.get(type)?.({ config: typedConfig, connection: request, metadata, facts });
    if (!result) continue;
    const tail = {
      ...(result.details && { details: result.details }),
      ...(result.kind === 'stop' && { stops: true as const }),
    };
    if (result.decision !== undefined) {
      steps.push({
        kind: 'network-filter',
        name,
        object: result.object ?? typedConfig,
        decision: result.decision,
        ...tail,
      });
    }
    if (result.kind === 'stop') return { ...before, ...result.outcome };
    before = { ...before, ...result.outcome };
    if (result.metadata) metadata = mergeMetadata(metadata, result.metadata);
  }
  steps.push({
    kind: 'network-filter',
    name: '',
    decision: 'nothing ends the filter chain: it is closed',
    stops: true,
  });
  return { kind: 'closed', reason: 'no_filter' };
}

/** Why the TLS of client and chain don't fit together. */
function handshakeProblem({ transportSocket }: FilterChain, request: SimulatedRequest): string | undefined {
  const context = transportSocket?.typedConfig;
  if (context?.['@type'] !== DOWNSTREAM_TLS) return undefined;
  if (request.tls === 'none') return 'wants TLS, the client sends plain text';
  if (context['requireClientCertificate'] === true && request.tls !== 'mtls') {
    return 'wants a client certificate, the client has none';
  }
  return undefined;
}

function refuseBytes(steps: Step[], object: object): Outcome {
  const decision = 'speaks HTTP: what is no HTTP request is refused';
  steps.push({ kind: 'network-filter', name: 'http_connection_manager', object, decision, stops: true });
  return { kind: 'closed', reason: 'codec_error' };
}
