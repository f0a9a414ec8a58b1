import type { Snapshot } from '../snapshot.js';
import type { Cluster, ClusterLoadAssignment } from '../types.js';
import type { Finding } from './finding.js';

const LARGEST_RING = 8388608;

/** What Envoy would refuse about clusters. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/cluster/v3/cluster.proto */
export function checkClusters(snapshot: Snapshot): Finding[] {
  const names = new Set<string>();
  const out: Finding[] = [];
  for (const cluster of snapshot.clusters) {
    const say = (code: string, path: Finding['path'], args: Finding['args']) => {
      const resource = { type: 'cluster', name: cluster.name } as const;
      out.push({ code, effect: 'refused', resource, path, args, objects: [cluster] });
    };
    if (names.has(cluster.name)) say('duplicate-name', ['name'], { name: cluster.name });
    names.add(cluster.name);
    checkPolicy(cluster, say);
    checkEndpoints(cluster, say);
  }
  return out;
}

type Say = (code: string, path: Finding['path'], args: Finding['args']) => void;

function checkPolicy(cluster: Cluster, say: Say): void {
  const policy = cluster.lbPolicy ?? 'ROUND_ROBIN';
  const type = cluster.type ?? (cluster.clusterType ? undefined : 'STATIC');
  if (type === 'ORIGINAL_DST' && policy !== 'CLUSTER_PROVIDED') say('original-dst-policy', ['lbPolicy'], { policy });
  if (type !== undefined && type !== 'ORIGINAL_DST' && policy === 'CLUSTER_PROVIDED') {
    say('cluster-provided-policy', ['lbPolicy'], { type });
  }
  const size = Number(cluster.maglevLbConfig?.['tableSize'] ?? 65537);
  if (policy === 'MAGLEV' && !isPrime(size)) say('table-size-not-prime', ['maglevLbConfig', 'tableSize'], { size });
  const least = Number(cluster.ringHashLbConfig?.['minimumRingSize'] ?? 1024);
  const most = Number(cluster.ringHashLbConfig?.['maximumRingSize'] ?? LARGEST_RING);
  if (policy === 'RING_HASH' && least > most) say('ring-bounds', ['ringHashLbConfig'], { least, most });
}

function checkEndpoints(cluster: Cluster, say: Say): void {
  const addresses = addressesOf(cluster.loadAssignment);
  if (cluster.type === 'LOGICAL_DNS' && addresses.length !== 1) {
    say('logical-dns-endpoints', ['loadAssignment'], { count: addresses.length });
  }
  if (cluster.type === 'ORIGINAL_DST' && cluster.loadAssignment) say('original-dst-endpoints', ['loadAssignment'], {});
  if (cluster.type !== 'STATIC') return;
  for (const address of addresses) {
    if (address !== '' && !isIp(address)) say('not-an-ip', ['loadAssignment'], { address, type: 'STATIC' });
  }
}

function addressesOf(assignment: ClusterLoadAssignment | undefined): readonly string[] {
  return (assignment?.endpoints ?? []).flatMap((group) =>
    (group.lbEndpoints ?? []).map((e) => e.endpoint?.address?.socketAddress?.address ?? ''),
  );
}

function isIp(address: string): boolean {
  return (
    /^(\d{1,2}|1\d\d|2[0-4]\d|25[0-5])(\.(\d{1,2}|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(address) ||
    /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address)
  );
}

/** As Envoy has it, where 1 is prime. */
function isPrime(n: number): boolean {
  if (!Number.isInteger(n) || n < 1) return false;
  for (let i = 2; i * i <= n; i++) if (n % i === 0) return false;
  return true;
}
