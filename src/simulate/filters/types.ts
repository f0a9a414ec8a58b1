import type { JsonMessage } from '../../xds/json.js';
import type { Connection, HttpRequest, Outcome, SimulationFacts } from '../types.js';

/** Dynamic metadata of a request: namespace of the filter that set it -> values. */
export type DynamicMetadata = Readonly<Record<string, JsonMessage>>;

/** What an HTTP filter gets to see of a request. */
export interface HttpFilterInput {
  /** Its configuration, `@type` among it. */
  readonly config: JsonMessage;
  /** That of the connection manager around it. */
  readonly manager: JsonMessage;
  /** The most specific configuration that the route, virtual host or route configuration has for this filter's name. */
  readonly perRoute: JsonMessage | undefined;
  /** Whether there is a route and it forwards: some filters ignore routes that redirect or answer themselves. */
  readonly forwards: boolean;
  readonly http: HttpRequest;
  readonly connection: Connection;
  readonly metadata: DynamicMetadata;
  readonly facts: SimulationFacts;
}

/** It goes on to the next filter. */
export interface Continue {
  readonly kind: 'continue';
  /** What is worth telling; without it the trace does not mention the filter. */
  readonly decision?: string;
  readonly details?: readonly string[];
  /** What decided, where that is a part of the configuration: by it the resource behind the decision is found. */
  readonly object?: object;
  /** Added to what earlier filters set. */
  readonly metadata?: DynamicMetadata;
  /** The headers from here on. */
  readonly headers?: HttpRequest['headers'];
  /** The path with its query from here on. */
  readonly path?: string;
  /** Whether the route is chosen again, now that metadata or headers are different. */
  readonly clearRouteCache?: true;
  /** Added to the outcome. */
  readonly outcome?: Partial<Pick<Outcome, 'allowedBy' | 'fault'>>;
}

/** The filter answers itself. */
export interface Stop {
  readonly kind: 'stop';
  readonly status: number;
  /** Half a sentence for people. */
  readonly decision: string;
  readonly details?: readonly string[];
  /** As above. */
  readonly object?: object;
  readonly outcome: { readonly kind: Outcome['kind'] } & Partial<Outcome>;
}

export type HttpFilterResult = Continue | Stop;
export type HttpFilter = (input: HttpFilterInput) => HttpFilterResult;

/** What a network filter sees: bytes, no request. */
export interface NetworkFilterInput {
  readonly config: JsonMessage;
  readonly connection: Connection;
  readonly metadata: DynamicMetadata;
  readonly facts: SimulationFacts;
}
export interface CloseConnection {
  readonly kind: 'stop';
  readonly decision: string;
  readonly details?: readonly string[];
  readonly object?: object;
  readonly outcome: { readonly kind: Outcome['kind'] } & Partial<Outcome>;
}
export type NetworkFilterResult =
  | Pick<Continue, 'kind' | 'decision' | 'details' | 'object' | 'metadata' | 'outcome'>
  | CloseConnection;
export type NetworkFilter = (input: NetworkFilterInput) => NetworkFilterResult;
