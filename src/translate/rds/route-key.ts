import type { MeshVirtualService } from '../../mesh/types.js';
import type { Destination } from '../../model/kinds/virtual-service.js';
import { type RouteContext, resolveDestination } from './action.js';

/** What there is to ask about a client before its routes of a VirtualService are known. */
interface Questions {
  /** Labels of clients that some match asks for. */
  readonly labels: readonly string[];
  readonly namespace: boolean;
  /** Where requests may go: the destinations, and those that get copies. */
  readonly destinations: readonly Destination[];
  readonly id: number;
}

const QUESTIONS = new WeakMap<MeshVirtualService, Questions>();
const IDS = new WeakMap<object, number>();
let lastId = 0;

/**
 * Names everything that routes of a VirtualService depend on, so that clients of many namespaces share them: place, what
 * matches ask of the client, where destinations lead, and the hash policies there.
 */
export function routeKey(context: RouteContext): string {
  const { t, virtualService, gateway, tls, port } = context;
  const asked = questionsOf(virtualService);
  const headers = t.proxy.settings.proxyHeaders === undefined ? '' : JSON.stringify(t.proxy.settings.proxyHeaders);
  let key = `${asked.id} ${gateway} ${tls} ${port} ${headers}`;
  if (asked.namespace) key += ` ${t.scope.namespace}`;
  if (asked.labels.length > 0) key += JSON.stringify(asked.labels.map((label) => t.proxy.labels[label] ?? null));
  for (const destination of asked.destinations) {
    const { cluster, hash } = resolveDestination(context, destination);
    key += ` ${cluster} ${hash ? idOf(hash) : 0}`;
  }
  return key;
}

function questionsOf(virtualService: MeshVirtualService): Questions {
  const known = QUESTIONS.get(virtualService);
  if (known) return known;
  const labels = new Set<string>();
  const destinations: Destination[] = [];
  let namespace = false;
  for (const { rule } of virtualService.http) {
    for (const { sourceLabels, sourceNamespace } of rule.match ?? []) {
      if (sourceLabels) for (const key of Object.keys(sourceLabels)) labels.add(key);
      namespace ||= !!sourceNamespace;
    }
    for (const { destination } of rule.route ?? []) if (destination) destinations.push(destination);
    if (rule.mirror) destinations.push(rule.mirror);
    for (const { destination } of rule.mirrors ?? []) if (destination) destinations.push(destination);
  }
  const asked: Questions = { labels: [...labels].sort(), namespace, destinations, id: idOf(virtualService) };
  QUESTIONS.set(virtualService, asked);
  return asked;
}

function idOf(value: object): number {
  let id = IDS.get(value);
  if (id === undefined) {
    lastId += 1;
    id = lastId;
    IDS.set(value, id);
  }
  return id;
}
