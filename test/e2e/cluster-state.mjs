// What a cluster holds, as a list to compare; and nodes that stay alive.

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Kinds that come and go by themselves. */
const RESTLESS = new Set(['Event', 'Lease', 'ComponentStatus', 'PodMetrics', 'NodeMetrics']);

/** Every object of every kind that can be listed, as `group/Kind namespace/name`, in order. */
export async function listEverything(api) {
  return (await look(api)).ids;
}

/** The same once controllers have nothing left to make or to remove: three times in a row, with pauses. */
export async function atRest(api) {
  const end = Date.now() + 180_000;
  let last = '';
  for (let same = 0; ; await pause(1_500)) {
    const { ids, going } = await look(api);
    const now = JSON.stringify(ids);
    same = now === last && !going ? same + 1 : 0;
    if (same === 2) return ids;
    if (Date.now() > end) throw new Error('waited 180 s for a cluster at rest');
    last = now;
  }
}

/** What is there, and whether something of it is about to go. */
async function look(api) {
  const groups = (await api('GET', '/apis')).body.groups.map((g) => g.preferredVersion.groupVersion);
  const found = new Set();
  let going = false;
  for (const version of ['v1', ...groups]) {
    const base = version === 'v1' ? '/api/v1' : `/apis/${version}`;
    const { resources = [] } = (await api('GET', base)).body;
    for (const { name, kind, verbs } of resources) {
      if (name.includes('/') || !verbs.includes('list') || RESTLESS.has(kind)) continue;
      const { items = [] } = (await api('GET', `${base}/${name}`)).body;
      for (const { metadata } of items) {
        found.add(`${version.replace(/\/?v\d.*$/, '')}/${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
        going ||= metadata.deletionTimestamp !== undefined;
      }
    }
  }
  return { ids: [...found].sort(), going };
}

/** Renews the leases of nodes, as kubelets do: without, the node controller takes them for dead on a slow machine. */
export function keepNodesAlive(api) {
  const base = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  let running = true;
  const beat = async () => {
    while (running) {
      const renewTime = new Date().toISOString().replace('Z', '000Z');
      for (const name of ['node-a', 'node-b']) {
        const metadata = { name, namespace: 'kube-node-lease' };
        const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime };
        const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
        const path = `${base}/${name}?fieldManager=heart&force=true`;
        await api('PATCH', path, lease, 'application/apply-patch+yaml').catch(() => {});
      }
      await pause(3_000);
    }
  };
  const done = beat();
  return () => {
    running = false;
    return done;
  };
}
