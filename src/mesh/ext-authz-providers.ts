import {
  boolean,
  type Decoded,
  type DecodeProblem,
  durationText,
  integer,
  isObject,
  list,
  map,
  object,
  string,
} from '../model/decode.js';
import { httpStatusName } from './http-statuses.js';
import type { MeshConfig } from './mesh-config.js';
import { findProviderHost, type ProviderHosts } from './provider-hosts.js';

/*
 * Extension providers that decide about requests.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider-EnvoyExternalAuthorizationHttpProvider
 */
const requestBody = object({ maxRequestBytes: integer, allowPartialMessage: boolean, packAsBytes: boolean });
const common = {
  service: string,
  port: integer,
  timeout: durationText,
  failOpen: boolean,
  statusOnError: string,
  includeRequestBodyInCheck: requestBody,
};
const httpProvider = object({
  ...common,
  pathPrefix: string,
  includeHeadersInCheck: list(string),
  includeRequestHeadersInCheck: list(string),
  includeAdditionalHeadersInCheck: map(string),
  headersToUpstreamOnAllow: list(string),
  headersToDownstreamOnDeny: list(string),
  headersToDownstreamOnAllow: list(string),
});
const grpcProvider = object(common);
const shape = object({ name: string, envoyExtAuthzHttp: httpProvider, envoyExtAuthzGrpc: grpcProvider });

type Settings = Decoded<typeof grpcProvider>;
export type HttpProviderSettings = Decoded<typeof httpProvider>;

/** An external authorizer that can be asked. */
export interface ExtAuthzProvider {
  readonly name: string;
  readonly hostname: string;
  readonly port: number;
  readonly settings: Settings;
  /** Set when it is asked by HTTP; otherwise it is asked by gRPC. */
  readonly http?: HttpProviderSettings;
  /** Name of the status of requests about which no answer could be had. */
  readonly statusOnError?: string;
}

/** What a name stands for: a provider that can be asked, or why none can be. */
export type FoundProvider = { readonly provider: ExtAuthzProvider } | { readonly problem: ProviderProblem };
export type ProviderProblem =
  | { readonly code: 'authorization-provider-unknown' }
  | { readonly code: 'authorization-provider-broken'; readonly reason: string };

/** Reads the authorizers of MeshConfig and finds their services; returns the look-up by name. */
export function buildExtAuthzProviders(config: MeshConfig, hosts: ProviderHosts): (name: string) => FoundProvider {
  const problems: DecodeProblem[] = [];
  const found = new Map<string, FoundProvider>();
  for (const value of config.extensionProviders ?? []) {
    const decoded = isObject(value) ? shape(value, { path: [], problems }) : undefined;
    const settings = decoded?.envoyExtAuthzHttp ?? decoded?.envoyExtAuthzGrpc;
    if (decoded && settings) {
      const name = decoded.name ?? '';
      found.set(name, readProvider(name, settings, decoded.envoyExtAuthzHttp, hosts));
    }
  }
  return (name) => found.get(name) ?? { problem: { code: 'authorization-provider-unknown' } };
}

function readProvider(
  name: string,
  settings: Settings,
  http: HttpProviderSettings | undefined,
  hosts: ProviderHosts,
): FoundProvider {
  const { service = '', port = 0, statusOnError } = settings;
  const status = httpStatusName(statusOnError ?? '');
  const hostname = findProviderHost(hosts, service);
  const reason =
    portProblem(port) ??
    (hostname === undefined ? `there is no service ${service}, or more than one` : undefined) ??
    (statusOnError && status === undefined ? `statusOnError ${statusOnError} is no HTTP status` : undefined) ??
    (http && httpProblem(http));
  if (reason !== undefined || hostname === undefined)
    return { problem: { code: 'authorization-provider-broken', reason: reason ?? '' } };
  return {
    provider: {
      name,
      hostname,
      port,
      settings,
      ...(http && { http }),
      ...(status !== undefined && { statusOnError: status }),
    },
  };
}

function portProblem(port: number): string | undefined {
  return port >= 1 && port <= 65535 ? undefined : `${port} is no port`;
}

function httpProblem(http: HttpProviderSettings): string | undefined {
  if (http.pathPrefix && !http.pathPrefix.startsWith('/')) return `pathPrefix ${http.pathPrefix} has to start with /`;
  const names = [
    ...(http.includeRequestHeadersInCheck ?? http.includeHeadersInCheck ?? []),
    ...(http.headersToUpstreamOnAllow ?? []),
    ...(http.headersToDownstreamOnDeny ?? []),
    ...(http.headersToDownstreamOnAllow ?? []),
  ];
  const bad = names.find((name) => name === '' || name === '*');
  return bad === undefined ? undefined : `${JSON.stringify(bad)} names no header`;
}
