import type { Mesh, MeshProxy } from '../mesh/types.js';
import { UserError } from '../model/errors.js';
import type { SimulationFacts } from '../simulate/types.js';
import { touchedPlaces } from '../testing/coverage/touched.js';
import type { Leg, MeshTest } from '../testing/types.js';
import { translateProxy } from '../translate/index.js';
import { buildSharedState, type SharedState } from '../translate/translation.js';
import type { Snapshot } from '../xds/snapshot.js';
import { chooseProxy } from './proxy-choice.js';
import type { AskedRequest } from './simulate-request.js';
import { checked } from './simulate-source.js';
import { followRequest, type SimulatedProxy } from './simulation.js';

/** The proxies of a mesh, each translated once, when a test first comes by. */
export interface TestedMesh {
  readonly shared: SharedState;
  /** @throws UserError (usage) for a name that no proxy has */
  readonly proxyOf: (test: MeshTest) => SimulatedProxy;
  /** The way of a request; what it touches is remembered. */
  readonly follow: (proxy: SimulatedProxy, asked: AskedRequest) => readonly Leg[];
  /** Keys of the places that requests touched so far. */
  readonly touched: ReadonlySet<string>;
}

export function buildTestedMesh(mesh: Mesh, facts: SimulationFacts, namespace: string | undefined): TestedMesh {
  const shared = buildSharedState();
  const snapshots = new Map<MeshProxy, Snapshot>();
  const byName = new Map<string, Snapshot>();
  const touched = new Set<string>();
  const translate = (proxy: MeshProxy): Snapshot => {
    const known = snapshots.get(proxy);
    if (known) return known;
    const snapshot = checked(translateProxy(mesh, proxy, shared));
    snapshots.set(proxy, snapshot);
    byName.set(nameOf(proxy), snapshot);
    return snapshot;
  };
  const proxyOf = ({ from }: MeshTest): SimulatedProxy => {
    const [only, second] = mesh.proxies;
    if (from === undefined && second) throw new UserError('usage', 'from is missing', NO_PROXY);
    const proxy = from === undefined && only ? only : chooseProxy(mesh.proxies, from ?? '', namespace);
    return { name: nameOf(proxy), snapshot: translate(proxy), inMesh: { mesh, proxy, translate } };
  };
  const follow = (proxy: SimulatedProxy, asked: AskedRequest): readonly Leg[] => {
    const legs = followRequest(proxy, asked, facts);
    const placesOf = (object: object) => shared.provenance.get(object) ?? [];
    for (const leg of legs) {
      for (const key of touchedPlaces(leg, byName.get(leg.proxy), placesOf)) touched.add(key);
    }
    return legs;
  };
  return { shared, proxyOf, follow, touched };
}

const NO_PROXY = 'name the proxy that the requests go through as [TYPE/]NAME[.NAMESPACE]';

const nameOf = (proxy: MeshProxy) => `${proxy.name}.${proxy.namespace}`;
