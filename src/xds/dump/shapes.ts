import type { Json, JsonMessage } from '../json.js';
import { DumpError } from './dump-error.js';
import { isList, isMessage } from './field-names.js';

/** Types of the fields that are read of a message. Fields that aren't named are nobody's business and may hold anything. */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'message'
  | 'strings'
  | { readonly [field: string]: Shape }
  | ListShape;
export interface ListShape {
  readonly listOf: Shape;
}
const listOf = (shape: Shape): ListShape => ({ listOf: shape });

const ADDRESS: Shape = {
  socketAddress: { address: 'string', portValue: 'number' },
  pipe: { path: 'string' },
  envoyInternalAddress: { serverListenerName: 'string', endpointId: 'string' },
};
const ASSIGNMENT: Shape = {
  clusterName: 'string',
  endpoints: listOf({
    locality: { region: 'string', zone: 'string', subZone: 'string' },
    lbEndpoints: listOf({ endpoint: { address: ADDRESS, hostname: 'string' }, healthStatus: 'string' }),
  }),
};
const CHAIN: Shape = {
  name: 'string',
  filterChainMatch: {
    destinationPort: 'number',
    prefixRanges: listOf({ addressPrefix: 'string', prefixLen: 'number' }),
    serverNames: 'strings',
    transportProtocol: 'string',
    applicationProtocols: 'strings',
  },
  filters: listOf({ name: 'string', typedConfig: 'message' }),
};
const MATCH: Shape = {
  prefix: 'string',
  path: 'string',
  pathSeparatedPrefix: 'string',
  safeRegex: { regex: 'string' },
};

/** Route configurations stand in listeners as well, so this one is needed alone. */
export const ROUTES: Shape = {
  name: 'string',
  virtualHosts: listOf({
    name: 'string',
    domains: 'strings',
    routes: listOf({ match: MATCH, route: { cluster: 'string' }, metadata: { filterMetadata: 'message' } }),
  }),
};
export const SHAPES = {
  listener: {
    name: 'string',
    address: ADDRESS,
    additionalAddresses: listOf({ address: ADDRESS }),
    trafficDirection: 'string',
    filterChains: listOf(CHAIN),
    defaultFilterChain: CHAIN,
  },
  route: ROUTES,
  cluster: { name: 'string', type: 'string', metadata: { filterMetadata: 'message' }, loadAssignment: ASSIGNMENT },
  endpoint: ASSIGNMENT,
  clusterStatus: {
    name: 'string',
    hostStatuses: listOf({
      address: ADDRESS,
      healthStatus: { edsHealthStatus: 'string', failedOutlierCheck: 'boolean' },
    }),
  },
} satisfies Record<string, Shape>;

/**
 * Checks that the fields of a shape have its types, where they are present.
 * @param path where the value stands, for the message
 * @throws DumpError naming the first field that has not
 */
export function checkShape(value: Json | undefined, shape: Shape, path: string): void {
  if (value === undefined) return;
  if (typeof shape === 'string') {
    if (!isOfType(value, shape))
      throw unexpected(path, shape === 'strings' ? 'a list of strings' : `a ${shape}`, value);
  } else if (isListShape(shape)) {
    if (!isList(value)) throw unexpected(path, 'a list', value);
    value.forEach((item, i) => {
      if (item === null) throw unexpected(`${path}[${i}]`, 'a message', item);
      checkShape(item, shape.listOf, `${path}[${i}]`);
    });
  } else {
    if (!isMessage(value)) throw unexpected(path, 'a message', value);
    for (const field in shape) {
      const inner = shape[field];
      const own = Object.hasOwn(value, field) ? value[field] : undefined;
      if (inner !== undefined && own !== undefined) checkShape(own, inner, `${path}.${field}`);
    }
  }
}

function isListShape(shape: Exclude<Shape, string>): shape is ListShape {
  return 'listOf' in shape;
}

function isOfType(value: Json, type: string): boolean {
  if (type === 'message') return isMessage(value);
  if (type === 'strings') return isList(value) && value.every((item) => typeof item === 'string');
  return typeof value === type;
}

function unexpected(path: string, wanted: string, value: Json | JsonMessage): DumpError {
  const found =
    value === null ? 'null' : isList(value) ? 'a list' : isMessage(value) ? 'a message' : `a ${typeof value}`;
  return new DumpError(`${path}: ${wanted} was expected, found ${found}`);
}
