import type { Json } from '../json.js';
import { DumpError } from './dump-error.js';
import { isList, isMessage } from './field-names.js';

/** Types of the fields that are read of a message. Fields that aren't named are nobody's business and may hold anything. */
export type Shape = keyof typeof WORDS | MessageShape | ListShape;
export interface MessageShape {
  readonly [field: string]: Shape;
}
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
    filterChainMatcher: 'message',
    internalListener: 'message',
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

/** A value that isn't what its shape says. */
interface Misfit {
  /** Path from the value that was checked, e.g. `.filterChains[0].name`. */
  readonly path: string;
  readonly wanted: string;
  readonly found: Json;
}

/**
 * Checks that the fields of a shape have its types, where they are present.
 * @param path where the value stands, for the message, and `within` the fields from there
 * @throws DumpError naming the first field that has not
 */
export function checkShape(value: Json | undefined, shape: Shape, path: string, within: readonly string[] = []): void {
  const misfit = findMisfit(value, shape);
  if (!misfit) return;
  throw new DumpError(
    `${[path, ...within].join('.')}${misfit.path}: ${misfit.wanted} was expected, found ${describe(misfit.found)}`,
  );
}

/** The first field that hasn't the type of the shape. Its path is put together only when there is one. */
export function findMisfit(value: Json | undefined, shape: Shape): Misfit | undefined {
  if (value === undefined) return undefined;
  if (typeof shape === 'string')
    return isOfType(value, shape) ? undefined : { path: '', wanted: WORDS[shape], found: value };
  return isListShape(shape) ? misfitInList(value, shape) : misfitInMessage(value, shape);
}

function misfitInList(value: Json, { listOf: shape }: ListShape): Misfit | undefined {
  if (!isList(value)) return { path: '', wanted: 'a list', found: value };
  for (const [i, item] of value.entries()) {
    const misfit = item === null ? { path: '', wanted: 'a message', found: item } : findMisfit(item, shape);
    if (misfit) return { ...misfit, path: `[${i}]${misfit.path}` };
  }
  return undefined;
}

function misfitInMessage(value: Json, shape: MessageShape): Misfit | undefined {
  if (!isMessage(value)) return { path: '', wanted: 'a message', found: value };
  for (const field in shape) {
    const inner = shape[field];
    const misfit = inner === undefined ? undefined : findMisfit(value[field], inner);
    if (misfit) return { ...misfit, path: `.${field}${misfit.path}` };
  }
  return undefined;
}

export function isListShape(shape: ListShape | MessageShape): shape is ListShape {
  return 'listOf' in shape;
}

const WORDS = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  message: 'a message',
  strings: 'a list of strings',
};

function isOfType(value: Json, type: string): boolean {
  if (type === 'message') return isMessage(value);
  if (type === 'strings') return isList(value) && value.every((item) => typeof item === 'string');
  return typeof value === type;
}

function describe(value: Json): string {
  if (value === null) return 'null';
  return isList(value) ? 'a list' : isMessage(value) ? 'a message' : `a ${typeof value}`;
}
