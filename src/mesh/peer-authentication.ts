import type { PeerAuthenticationBody } from '../model/kinds/peer-authentication.js';
import type { Path, Resource } from '../model/resource.js';
import { compareAge } from './age.js';
import type { MeshConfig } from './mesh-config.js';
import { selects } from './workloads.js';

export type PeerAuthenticationResource = Resource<PeerAuthenticationBody>;
export type MtlsMode = 'disable' | 'permissive' | 'strict';

/** Answers how a workload takes mutual TLS. */
export interface PeerAuthenticationIndex {
  /**
   * Mode of a workload port. Without a port the mode of the whole workload; with empty labels that of the namespace, which
   * is what clients go by. Ports are those of the workload, not of its services.
   */
  mtlsMode(namespace: string, labels: Readonly<Record<string, string>>, port?: number): MtlsMode;
  /** What decides that mode, and where in it; undefined where no policy does, and Istio's default counts. */
  decidedBy(
    namespace: string,
    labels: Readonly<Record<string, string>>,
    port?: number,
  ): { readonly resource: PeerAuthenticationResource; readonly path: Path } | undefined;
  /** The workload's own policy with a selector, the only one whose port entries count. */
  workloadPolicy(namespace: string, labels: Readonly<Record<string, string>>): PeerAuthenticationResource | undefined;
}

const MODES: Readonly<Record<string, MtlsMode>> = { DISABLE: 'disable', PERMISSIVE: 'permissive', STRICT: 'strict' };
/**
 * Orders PeerAuthentications for lookup: a workload's beats its namespace's, which beats the mesh's (root namespace); of
 * equals the oldest counts, and an unset mode leaves the wider one standing.
 * https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function buildPeerAuthentications(
  resources: readonly PeerAuthenticationResource[],
  config: MeshConfig,
): PeerAuthenticationIndex {
  const wide = new Map<string, PeerAuthenticationResource>();
  const selective = new Map<string, PeerAuthenticationResource[]>();
  for (const resource of [...resources].sort(compareAge)) {
    const namespace = resource.metadata.namespace;
    if (!hasSelector(resource)) {
      if (!wide.has(namespace)) wide.set(namespace, resource);
    } else if (namespace !== config.rootNamespace) {
      selective.set(namespace, [...(selective.get(namespace) ?? []), resource]);
    }
  }
  const modeOf = (resource: PeerAuthenticationResource | undefined): MtlsMode | undefined =>
    MODES[resource?.body.spec?.mtls?.mode ?? ''];
  const wideModes = new Map<string, MtlsMode>();
  const wideMode = (namespace: string): MtlsMode => {
    let mode = wideModes.get(namespace);
    if (mode === undefined) {
      mode = modeOf(wide.get(namespace)) ?? modeOf(wide.get(config.rootNamespace)) ?? 'permissive';
      wideModes.set(namespace, mode);
    }
    return mode;
  };
  const workloadPolicy: PeerAuthenticationIndex['workloadPolicy'] = (namespace, labels) =>
    selective.get(namespace)?.find((r) => selects(r.body.spec?.selector?.matchLabels, labels));

  return {
    workloadPolicy,
    decidedBy(namespace, labels, port) {
      const own = workloadPolicy(namespace, labels);
      const atPort = port === undefined ? undefined : own?.body.spec?.portLevelMtls?.[String(port)]?.mode;
      if (own && MODES[atPort ?? '']) return { resource: own, path: ['spec', 'portLevelMtls', String(port), 'mode'] };
      const resource = [own, wide.get(namespace), wide.get(config.rootNamespace)].find((r) => modeOf(r));
      return resource && { resource, path: ['spec', 'mtls', 'mode'] };
    },
    mtlsMode(namespace, labels, port) {
      const own = workloadPolicy(namespace, labels);
      if (!own) return wideMode(namespace);
      const atPort = port === undefined ? undefined : own.body.spec?.portLevelMtls?.[String(port)]?.mode;
      return MODES[atPort ?? ''] ?? modeOf(own) ?? wideMode(namespace);
    },
  };
}

function hasSelector(resource: PeerAuthenticationResource): boolean {
  return Object.keys(resource.body.spec?.selector?.matchLabels ?? {}).length > 0;
}
