import type { JsonMessage } from '../xds/json.js';

/** Headers in the order of the wire; names in lower case, pseudo headers (`:path`) are not among them. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** An HTTP request as it stands in front of the proxy. */
export interface HttpRequest {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** The Host header or `:authority`, with its port if it has one. */
  readonly authority: string;
  /** Path with the query string. */
  readonly path: string;
  readonly headers: Headers;
}

/** The connection that carries it. */
export interface Connection {
  /** Which side of the proxy it arrives at; gateways have listeners that are bound to ports of their own. */
  readonly direction: 'outbound' | 'inbound' | 'gateway';
  /** Where the client connected to, before any redirection. An address that is not known matches wildcard listeners only. */
  readonly destination: { readonly address?: string; readonly port: number };
  readonly source?: {
    readonly ip?: string;
    readonly port?: number;
    /** URI of the client certificate, e.g. `spiffe://cluster.local/ns/shop/sa/web`; with `mtls` only. */
    readonly principal?: string;
    /** DNS names of the client certificate. */
    readonly dnsNames?: readonly string[];
    /** Subject of the client certificate. */
    readonly subject?: string;
  };
  readonly tls: 'none' | 'tls' | 'mtls';
  /** Server name of the TLS handshake. */
  readonly sni?: string;
  /** Application protocols that the client offers, e.g. `['h2', 'http/1.1']`; over plain text what the HTTP inspector finds. */
  readonly alpn?: readonly string[];
}

/** A request to follow; without `http` it is bytes over TCP. */
export interface SimulatedRequest extends Connection {
  readonly http?: HttpRequest;
}

/** Regular expressions in RE2 syntax, in linear time. */
export interface RegexEngine {
  /** Whether the pattern matches the whole text; false for what is no pattern. */
  readonly matches: (pattern: string, text: string) => boolean;
  /** Every match replaced; `\1` stands for a group, `\0` for all of it. The text as it is for what is no pattern. */
  readonly replaceAll: (pattern: string, text: string, substitution: string) => string;
}

/** What the outside must tell, since simulation itself has no clock, no chance and no cryptography. */
export interface SimulationFacts {
  readonly regex: RegexEngine;
  /** 0 <= x < 1: decides weights and percentages. Without it the heaviest cluster is taken, and what is below 100 % does not happen. */
  readonly random?: number;
  /** Seconds since 1970, for the validity of tokens. Without it, tokens are taken as valid in time. */
  readonly nowSeconds?: number;
  /** Whether the signature of a token is good: its signed part, its signature (base64url), the key (a JWK), and `alg`. */
  readonly verifySignature?: (signed: string, signature: string, key: JsonMessage, algorithm: string) => boolean;
  /** Answers of external authorization services by cluster name; without one it is only said that the service is asked. */
  readonly extAuthz?: (cluster: string) => 'allow' | 'deny' | undefined;
  /**
   * Names of workloads that serve a cluster although the snapshot has no endpoint for it: pod templates, of which nobody
   * knows the addresses yet.
   */
  readonly workloadsOf?: (cluster: string) => readonly string[];
}

/** Why something was not taken: a criterion, what it wants, and what the request has. */
export interface Mismatch {
  /** E.g. `path`, `header x-user`, `destination port`, `server name`. */
  readonly field: string;
  /** E.g. `prefix /api`, `exact jason`, `absent`. */
  readonly expected: string;
  /** Undefined where the request has none. */
  readonly actual: string | undefined;
}

/** Something that stood before what was taken, and did not match. */
export interface NearMiss {
  readonly name: string;
  /** The xDS object, for its provenance. */
  readonly object: object;
  readonly why: Mismatch;
}

export type StepKind =
  | 'listener'
  | 'filter-chain'
  | 'network-filter'
  | 'http-filter'
  | 'route-config'
  | 'virtual-host'
  | 'route'
  | 'cluster'
  | 'endpoint';

/** One decision on the way. */
export interface Step {
  readonly kind: StepKind;
  /** Name of the object that was chosen or asked. Empty where none was found. */
  readonly name: string;
  /** The object itself, by which provenance is looked up; undefined where there is none. */
  readonly object?: object;
  /** What was decided and why, half a sentence: `matches prefix /api`. */
  readonly decision: string;
  /** Facts worth telling, e.g. `timeout: 5s`. */
  readonly details?: readonly string[];
  readonly nearMisses?: readonly NearMiss[];
  /** Whether the way ends here. */
  readonly stops?: true;
}

export interface WeightedChoice {
  readonly cluster: string;
  /** Share of the requests, 0 to 100. */
  readonly percent: number;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly on: string;
  readonly perTryTimeout?: string;
  readonly statusCodes?: readonly number[];
}

export interface Mirror {
  readonly cluster: string;
  /** 0 to 100. */
  readonly percent: number;
}

export interface HeaderChange {
  readonly action: 'add' | 'set' | 'addIfAbsent' | 'setIfPresent' | 'remove';
  readonly name: string;
  readonly value?: string;
}

/** A place where the cluster may send it. */
export interface EndpointChoice {
  readonly address: string;
  readonly port?: number;
  readonly priority: number;
  readonly locality?: string;
  readonly weight: number;
  readonly health?: string;
}

/** What becomes of the request. */
export interface Outcome {
  readonly kind: 'forwarded' | 'redirected' | 'answered' | 'denied' | 'not-found' | 'no-upstream' | 'closed';
  /** Status that the proxy itself answers with; undefined where an upstream answers. */
  readonly status?: number;
  /** Why, where the proxy answers itself: Envoy's response code details where it has such, e.g. `route_not_found`. */
  readonly reason?: string;
  readonly cluster?: string;
  /** All choices, where the route splits. */
  readonly weights?: readonly WeightedChoice[];
  readonly subset?: string;
  readonly lbPolicy?: string;
  readonly endpoints?: readonly EndpointChoice[];
  /** Location header of a redirect. */
  readonly location?: string;
  /** Body of a direct response. */
  readonly body?: string;
  /** Path and authority as the upstream sees them. */
  readonly path?: string;
  readonly authority?: string;
  readonly timeout?: string;
  readonly retries?: RetryPolicy;
  readonly mirrors?: readonly Mirror[];
  readonly requestHeaders?: readonly HeaderChange[];
  readonly responseHeaders?: readonly HeaderChange[];
  /** The policy or filter that denied it. */
  readonly deniedBy?: string;
  /** Policies that allowed it. */
  readonly allowedBy?: readonly string[];
  readonly fault?: { readonly delay?: string; readonly abort?: number };
  /** Names of what was chosen, for coverage and comparison. */
  readonly listener?: string;
  readonly filterChain?: string;
  readonly routeConfig?: string;
  readonly virtualHost?: string;
  readonly route?: string;
}

/** The way of a request through one proxy. */
export interface Trace {
  readonly request: SimulatedRequest;
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
}
