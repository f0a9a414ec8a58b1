// What a cluster holds, as a list to compare; and nodes that stay alive.

/** Kinds that come and go by themselves. */
const RESTLESS = new Set(['Event', 'Lease', 'ComponentStatus', 'PodMetrics', 'NodeMetrics']);

/** Every object of every kind that can be listed, as `group/Kind namespace/name`, in order. */
export async function listEverything(api) {
  const groups = (await api('GET', '/apis')).body.groups.map((g) => g.preferredVersion.groupVersion);
  const found = new Set();
  for (const version of ['v1', ...groups]) {
    const base = version === 'v1' ? '/api/v1' : `/apis/${version}`;
    const { resources = [] } = (await api('GET', base)).body;
    for (const { name, kind, verbs } of resources) {
      if (name.includes('/') || !verbs.includes('list') || RESTLESS.has(kind)) continue;
      const { items = [] } = await list(api, `${base}/${name}`);
      for (const { metadata } of items) {
        found.add(`${version.replace(/\/?v\d.*$/, '')}/${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
      }
    }
  }
  return [...found].sort();
}

/** A kind that was defined a moment ago answers 429 until its storage is there. */
async function list(api, path) {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await api('GET', path)).body;
    } catch (error) {
      if (attempt === 10 || !/: 429 /.test(String(error))) throw error;
      await new Promise((done) => setTimeout(done, 500));
    }
  }
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
      await new Promise((done) => setTimeout(done, 3_000));
    }
  };
  const done = beat();
  return () => {
    running = false;
    return done;
  };
}
