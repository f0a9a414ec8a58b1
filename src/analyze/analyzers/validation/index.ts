import type { Analyzer } from '../../types.js';
import { kindAnalyzer } from './kind.js';
import { meshConfigAnalyzer } from './mesh-config.js';
import { meshNetworksAnalyzer } from './mesh-networks.js';
import { schemaAnalyzer } from './schema.js';
import { versionAnalyzer } from './version.js';

/** In the order in which they run. */
export const validationAnalyzers: readonly Analyzer[] = [
  kindAnalyzer('AuthorizationPolicy'),
  kindAnalyzer('DestinationRule'),
  kindAnalyzer('EnvoyFilter'),
  kindAnalyzer('Gateway'),
  meshConfigAnalyzer,
  meshNetworksAnalyzer,
  kindAnalyzer('PeerAuthentication'),
  kindAnalyzer('ProxyConfig'),
  kindAnalyzer('RequestAuthentication'),
  kindAnalyzer('ServiceEntry'),
  kindAnalyzer('Sidecar'),
  kindAnalyzer('Telemetry'),
  kindAnalyzer('TrafficExtension'),
  kindAnalyzer('VirtualService'),
  kindAnalyzer('WasmPlugin'),
  kindAnalyzer('WorkloadEntry'),
  kindAnalyzer('WorkloadGroup'),
  schemaAnalyzer,
  versionAnalyzer,
];
