import type { SchemaProblem } from '../../src/schema/index.js';
import { INVALID_NETWORKING } from './invalid-networking.js';
import { INVALID_METADATA, INVALID_OTHERS } from './invalid-others.js';

/** A spec with one fault: the problem that must be found, its path, and what must be suggested. */
export type Invalid = readonly [
  kind: string,
  spec: unknown,
  problem: SchemaProblem['kind'],
  path: string,
  suggestion?: string,
];

export const API_VERSIONS: Readonly<Record<string, string>> = {
  VirtualService: 'networking.istio.io/v1',
  DestinationRule: 'networking.istio.io/v1',
  Gateway: 'networking.istio.io/v1',
  ServiceEntry: 'networking.istio.io/v1',
  Sidecar: 'networking.istio.io/v1',
  WorkloadEntry: 'networking.istio.io/v1',
  WorkloadGroup: 'networking.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  ProxyConfig: 'networking.istio.io/v1beta1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
  TrafficExtension: 'extensions.istio.io/v1alpha1',
};

export interface InvalidObject {
  readonly object: Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly problem: SchemaProblem['kind'];
  readonly path: string;
  readonly suggestion?: string;
}

/** Every invalid object with its one problem. */
export function invalidObjects(): InvalidObject[] {
  const specs = [...INVALID_NETWORKING, ...INVALID_OTHERS].map(([kind, spec, problem, path, suggestion]) => ({
    object: { apiVersion: API_VERSIONS[kind], kind, metadata: { name: 'a' }, spec },
    kind,
    problem,
    path,
    ...(suggestion !== undefined && { suggestion }),
  }));
  return [...specs, ...INVALID_METADATA];
}
