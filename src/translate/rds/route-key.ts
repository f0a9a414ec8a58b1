import { hashPolicyOf } from '../../mesh/hash-policy.js';
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
    const { host, cluster } = resolveDestination(context, destination);
    const rule = t.mesh.destinationRule(t.proxy, t.scope, host);
    const hash = hashPolicyOf(rule, destination.subset, destination.port?.number);
    key += ` ${cluster} ${hash ? idOf(hash) : 0}`;
  }
  return key;
}

function questionsOf(virtualService: MeshVirtualService): Questions {
  const known = QUESTIONS.get(virtualService);
  if (known) return known;
  const rules = virtualService.http.map((entry) => entry.rule);
  const matches = rules.flatMap((rule) => rule.match ?? []);
  const asked: Questions = {
    labels: [...new Set(matches.flatMap((m) => Object.keys(m.sourceLabels ?? {})))].sort(),
    namespace: matches.some((m) => m.sourceNamespace),
    destinations: rules.flatMap((rule) =>
      [...(rule.route ?? []), { destination: rule.mirror }, ...(rule.mirrors ?? [])].flatMap(
        (d) => d.destination ?? [],
      ),
    ),
    id: idOf(virtualService),
  };
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
