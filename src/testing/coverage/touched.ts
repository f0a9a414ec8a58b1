import { isObject } from '../../model/decode.js';
import { identity } from '../../model/store.js';
import type { Outcome } from '../../simulate/types.js';
import type { Snapshot } from '../../xds/snapshot.js';
import { parsePolicyRule } from '../expect/policy-name.js';
import { sharesOf } from '../expect/view.js';
import type { Leg, ResourcePlace } from '../types.js';

/** Where an xDS object comes from. */
export type PlacesOf = (object: object) => readonly ResourcePlace[];

/** A place as a key that compares. */
export function placeKey({ resource, path }: ResourcePlace): string {
  return JSON.stringify([identity(resource), path]);
}

/** The key of a rule of an AuthorizationPolicy, of which only the name is known. */
export function policyKeys(text: string): readonly string[] {
  const rule = parsePolicyRule(text);
  if (!rule) return [];
  const policy = `security.istio.io/AuthorizationPolicy/${rule.namespace}/${rule.name}`;
  return [JSON.stringify([policy, ['spec', 'rules', rule.rule]]), JSON.stringify([policy, ['spec']])];
}

/** Keys of all places that the way of a request touched: rules, policies that decided, clusters that get a share. */
export function touchedPlaces({ trace }: Leg, snapshot: Snapshot | undefined, placesOf: PlacesOf): readonly string[] {
  const { outcome, steps } = trace;
  // A virtual host that wants TLS answers before the route that would have been taken.
  const wantsTls = steps.some((step) => step.kind === 'route' && step.name === 'TLS');
  const taken = steps.filter((step) => !(wantsTls && step.kind === 'route'));
  const objects = taken.flatMap((step) =>
    step.object ? [step.object, ...(step.stops ? issuersOf(step.object) : [])] : [],
  );
  const reached = new Set(clusterNames(outcome));
  const clusters = snapshot?.clusters.filter((cluster) => reached.has(cluster.name)) ?? [];
  const policies = [outcome.deniedBy ?? '', ...(outcome.allowedBy ?? [])];
  return [...[...objects, ...clusters].flatMap(placesOf).map(placeKey), ...policies.flatMap(policyKeys)];
}

/** A filter that refuses a token has asked all of its issuers. */
function issuersOf(object: object): readonly object[] {
  const providers = 'providers' in object ? object.providers : undefined;
  return isObject(providers) ? Object.values(providers).filter(isObject) : [];
}

function clusterNames(outcome: Outcome): readonly string[] {
  return [...sharesOf(outcome), ...(outcome.mirrors ?? [])].map((share) => share.cluster);
}
