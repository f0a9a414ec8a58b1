import type { KubeObject } from './types.js';
import { textAt } from './values/tree.js';

/**
 * Kinds in which a running control plane leaves things of its own, which no manifest has, and how they are told from those
 * of others: the mesh's root certificate in every namespace, its key, its elections, its classes of gateways.
 */
const LEFT_BY_ISTIOD: Readonly<Record<string, (object: KubeObject, ownNamespace: boolean) => boolean>> = {
  ConfigMap: ({ metadata: { name } }, own) =>
    /^istio-ca-(root-cert|crl)$/.test(name) || (own && /^istio-([a-z-]+-)?(leader|election)(-|$)/.test(name)),
  Secret: ({ metadata: { name } }, own) => own && name === 'istio-ca-secret',
  Lease: ({ metadata: { name } }, own) => own && name.startsWith('istio-'),
  GatewayClass: (object) =>
    /^istio(-remote|-waypoint|-east-west)?$/.test(object.metadata.name) &&
    textAt(object, 'spec', 'controllerName').startsWith('istio.io/'),
};

/** Kinds to list for `isLeftByIstiod`. */
export const LEFTOVER_KINDS: readonly string[] = Object.keys(LEFT_BY_ISTIOD);

/** Whether istiod made an object by itself. @param namespaces those that control planes ran in */
export function isLeftByIstiod(object: KubeObject, namespaces: ReadonlySet<string>): boolean {
  return LEFT_BY_ISTIOD[object.kind]?.(object, namespaces.has(object.metadata.namespace ?? '')) ?? false;
}

/** What every namespace has without anybody's doing. */
export function isOfEveryNamespace({ kind, metadata: { name } }: KubeObject): boolean {
  return (
    (kind === 'ConfigMap' && name === 'kube-root-ca.crt') ||
    (kind === 'ServiceAccount' && name === 'default') ||
    (kind === 'Secret' && name.startsWith('default-token-')) ||
    (kind === 'Service' && name === 'kubernetes')
  );
}
