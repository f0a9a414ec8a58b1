import type { KubeObject } from './types.js';
import { textAt } from './values/tree.js';

/** What a running control plane makes by itself, and no manifest has: how to look for it, and how to tell it. */
export interface Leftover {
  readonly kind: string;
  /** The one name that it has. */
  readonly name?: string;
  /** In every namespace, or without one; else where control planes ran. */
  readonly everywhere: boolean;
  matches(object: KubeObject): boolean;
}

const named = (name: string) => ({ name, matches: ({ metadata }: KubeObject) => metadata.name === name });

/** The mesh's root certificate in every namespace, its key, its elections, its classes of gateways. */
export const LEFTOVERS: readonly Leftover[] = [
  { kind: 'ConfigMap', everywhere: true, ...named('istio-ca-root-cert') },
  { kind: 'ConfigMap', everywhere: true, ...named('istio-ca-crl') },
  {
    kind: 'ConfigMap',
    everywhere: false,
    matches: ({ metadata }) => /^istio-([a-z-]+-)?(leader|election)(-|$)/.test(metadata.name),
  },
  { kind: 'Secret', everywhere: false, ...named('istio-ca-secret') },
  { kind: 'Lease', everywhere: false, matches: ({ metadata }) => metadata.name.startsWith('istio-') },
  {
    kind: 'GatewayClass',
    everywhere: true,
    matches: (object) =>
      /^istio(-remote|-waypoint|-east-west)?$/.test(object.metadata.name) &&
      textAt(object, 'spec', 'controllerName').startsWith('istio.io/'),
  },
];

/** What every namespace has without anybody's doing. */
export function isOfEveryNamespace({ kind, metadata: { name } }: KubeObject): boolean {
  return (
    (kind === 'ConfigMap' && name === 'kube-root-ca.crt') ||
    (kind === 'ServiceAccount' && name === 'default') ||
    (kind === 'Secret' && name.startsWith('default-token-')) ||
    (kind === 'Service' && name === 'kubernetes')
  );
}
