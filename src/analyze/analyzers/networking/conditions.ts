import { isObject } from '../../../model/decode.js';
import type { Path, Resource } from '../../../model/resource.js';
import { groupOf } from '../../../model/store.js';
import { textOf } from '../../../model/text.js';
import type { Analyzer } from '../../types.js';

const WAYPOINT: readonly string[] = ['istio.io/WaypointBound'];
const GATEWAY_API: readonly string[] = ['Accepted', 'Programmed', 'ResolvedRefs'];
const POLICY: readonly string[] = ['ZtunnelAccepted', 'WaypointAccepted'];

/** Conditions of a kind that say something is wrong when they are False. */
const CONDITIONS: Readonly<Record<string, readonly string[]>> = {
  '/Service': WAYPOINT,
  'networking.istio.io/ServiceEntry': WAYPOINT,
  'networking.istio.io/WorkloadEntry': WAYPOINT,
  'security.istio.io/AuthorizationPolicy': POLICY,
  'gateway.networking.k8s.io/Gateway': GATEWAY_API,
  'gateway.networking.k8s.io/HTTPRoute': GATEWAY_API,
  'gateway.networking.k8s.io/GRPCRoute': GATEWAY_API,
};

/**
 * Resources whose status says that the control plane refused them or a part of them. Status comes from a cluster; what files
 * say of it is old.
 * https://istio.io/latest/docs/reference/config/status/
 */
export const conditions: Analyzer = {
  name: 'conditions.ConditionAnalyzer',
  description: 'Looks for conditions in which the control plane refuses a resource',
  // It looks at kinds of the Gateway API too, which are no kinds of the store.
  inputs: [],
  analyze(context, report) {
    if (!context.complete) return;
    for (const resource of context.store.resources) {
      const status = resource.raw?.['status'];
      if (!isObject(status)) continue;
      const key = `${groupOf(resource.apiVersion)}/${resource.kind}`;
      const types = Object.hasOwn(CONDITIONS, key) ? CONDITIONS[key] : undefined;
      if (!types) continue;
      for (const { condition, path } of conditionsOf(resource, status)) {
        if (!isNegative(condition, types, resource)) continue;
        const { type, reason = '', message = '' } = condition;
        report('IST0171', resource, path, { type: textOf(type), reason: textOf(reason), message: textOf(message) });
      }
    }
  },
};

type Condition = Readonly<Record<string, unknown>>;

function isNegative({ type, status, reason }: Condition, types: readonly string[], { kind }: Resource): boolean {
  if (!types.includes(textOf(type))) return false;
  if (status === 'False') return true;
  // Some rules of a policy don't work at a waypoint, and the rest is accepted.
  return kind === 'AuthorizationPolicy' && type === 'WaypointAccepted' && reason === 'PartiallyInvalid';
}

/** Conditions of a resource; routes have a set of them for every parent. */
function conditionsOf(
  resource: Resource,
  status: Condition,
): readonly { readonly condition: Condition; readonly path: Path }[] {
  if (!resource.kind.endsWith('Route')) return listAt(status['conditions'], ['status', 'conditions']);
  const parents: unknown = status['parents'];
  return (Array.isArray(parents) ? parents : []).flatMap((parent: unknown, i) =>
    isObject(parent) ? listAt(parent['conditions'], ['status', 'parents', i, 'conditions']) : [],
  );
}

function listAt(value: unknown, path: Path): { condition: Condition; path: Path }[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((condition, i) => (isObject(condition) ? [{ condition, path: [...path, i] }] : []));
}
