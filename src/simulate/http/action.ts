import { asJson, isMessage, type JsonMessage } from '../../xds/json.js';
import type {
  ClusterWeight,
  HeaderChanges,
  Route,
  RouteAction,
  RouteConfiguration,
  VirtualHost,
} from '../../xds/types.js';
import { headerValue } from '../match/headers.js';
import { fractionOf } from '../match/percent.js';
import { messageField, messageList, numberField, stringField, stringList } from '../match/strings.js';
import type { HeaderChange, HttpRequest, Mirror, Outcome, RegexEngine, RetryPolicy, WeightedChoice } from '../types.js';
import { rewriteAuthority, rewritePath } from './rewrite.js';

/** The cluster of a route action, and how it was chosen among several. */
export interface ClusterPick {
  readonly cluster: string;
  readonly weights?: readonly WeightedChoice[];
  readonly chosen?: ClusterWeight;
}

/**
 * The cluster of a route: the one it names, the one that a header names, or one by weight.
 * @param random 0 <= x < 1; without it the heaviest
 */
export function pickCluster(action: RouteAction, http: HttpRequest, random: number | undefined): ClusterPick {
  const header = stringField(asJson(action), 'clusterHeader');
  if (header) return { cluster: headerValue(http, header) ?? '' };
  const clusters = action.weightedClusters?.clusters ?? [];
  if (clusters.length === 0) return { cluster: action.cluster ?? '' };
  const total = clusters.reduce((sum, one) => sum + (one.weight ?? 0), 0);
  const weights = clusters.map((one) => ({
    cluster: one.name,
    percent: total > 0 ? ((one.weight ?? 0) / total) * 100 : 0,
  }));
  const chosen = random === undefined ? heaviest(clusters) : byWeight(clusters, random * total);
  return { cluster: chosen?.name ?? '', weights, ...(chosen && { chosen }) };
}

function heaviest(clusters: readonly ClusterWeight[]): ClusterWeight | undefined {
  return clusters.reduce<ClusterWeight | undefined>(
    (best, one) => ((one.weight ?? 0) > (best?.weight ?? -1) ? one : best),
    undefined,
  );
}

function byWeight(clusters: readonly ClusterWeight[], at: number): ClusterWeight | undefined {
  let end = 0;
  return clusters.find((one) => {
    end += one.weight ?? 0;
    return at < end;
  });
}

/** What a route does to a request that it forwards. */
export function forwardingOf(
  levels: RouteLevels,
  chosen: ClusterWeight | undefined,
  http: HttpRequest,
  regex: RegexEngine,
): Partial<Outcome> {
  const { route } = levels;
  return {
    path: rewritePath(route, asJson(route.route ?? {}), http.path, regex) ?? http.path,
    authority: rewriteAuthority(route, chosen, http, regex) ?? http.authority,
    ...fixedOf(levels, chosen),
  };
}

type Fixed = WeakMap<object, Partial<Outcome>>;
/** What does not depend on the request: by virtual host and route, then by what was chosen. */
const known = new WeakMap<VirtualHost, WeakMap<Route, Fixed>>();

function fixedOf(levels: RouteLevels, chosen: ClusterWeight | undefined): Partial<Outcome> {
  const ofHost = entryOf(known, levels.host, () => new WeakMap<Route, Fixed>());
  const ofRoute = entryOf(ofHost, levels.route, (): Fixed => new WeakMap());
  return entryOf(ofRoute, chosen ?? levels.routes, () => buildFixed(levels, chosen));
}

function entryOf<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function buildFixed({ routes, host, route }: RouteLevels, chosen: ClusterWeight | undefined): Partial<Outcome> {
  const action = route.route ?? {};
  const retries = retriesOf(action.retryPolicy ?? messageField(asJson(host), 'retryPolicy'));
  const mirrors = (action.requestMirrorPolicies ?? []).map(mirrorOf).filter((m) => m.percent > 0);
  const levels = [...(chosen ? [chosen] : []), route, host, routes].map(asJson);
  const requestHeaders = levels.flatMap((level) => headerChanges(level, 'request'));
  const responseHeaders = levels.flatMap((level) => headerChanges(level, 'response'));
  return {
    timeout: timeoutOf(action),
    ...(retries && { retries }),
    ...(mirrors.length > 0 && { mirrors }),
    ...(requestHeaders.length > 0 && { requestHeaders }),
    ...(responseHeaders.length > 0 && { responseHeaders }),
  };
}

/** A route with what it stands in. */
export interface RouteLevels {
  readonly routes: RouteConfiguration;
  readonly host: VirtualHost;
  readonly route: Route;
}

/** Envoy's default is 15 s; 0 switches it off. */
function timeoutOf(action: RouteAction): string {
  const timeout = action.timeout ?? '15s';
  return /^0(\.0*)?s$/.test(timeout) ? 'none' : timeout;
}

function retriesOf(policy: JsonMessage | undefined): RetryPolicy | undefined {
  if (!policy) return undefined;
  const perTryTimeout = stringField(policy, 'perTryTimeout');
  const codes = policy['retriableStatusCodes'];
  const statusCodes = Array.isArray(codes) ? codes.filter((code): code is number => typeof code === 'number') : [];
  return {
    attempts: numberField(policy, 'numRetries') ?? 1,
    on: stringField(policy, 'retryOn') ?? '',
    ...(perTryTimeout !== undefined && { perTryTimeout }),
    ...(statusCodes.length > 0 && { statusCodes }),
  };
}

function mirrorOf(policy: JsonMessage): Mirror {
  const share = messageField(messageField(policy, 'runtimeFraction'), 'defaultValue');
  return { cluster: stringField(policy, 'cluster') ?? '', percent: share ? fractionOf(share) * 100 : 100 };
}

const ACTIONS: Readonly<Record<string, HeaderChange['action']>> = {
  OVERWRITE_IF_EXISTS_OR_ADD: 'set',
  ADD_IF_ABSENT: 'addIfAbsent',
  OVERWRITE_IF_EXISTS: 'setIfPresent',
};

/** What a message that has HeaderChanges adds to and removes from requests or responses. */
export function headerChanges(message: JsonMessage, of: 'request' | 'response'): readonly HeaderChange[] {
  const add: keyof HeaderChanges = `${of}HeadersToAdd`;
  const remove: keyof HeaderChanges = `${of}HeadersToRemove`;
  const added = messageList(message[add]).flatMap((option): readonly HeaderChange[] => {
    const header = option['header'];
    if (!isMessage(header)) return [];
    const action = option['append'] === false ? 'set' : (ACTIONS[stringField(option, 'appendAction') ?? ''] ?? 'add');
    return [{ action, name: stringField(header, 'key') ?? '', value: stringField(header, 'value') ?? '' }];
  });
  return [...stringList(message[remove]).map((name): HeaderChange => ({ action: 'remove', name })), ...added];
}
