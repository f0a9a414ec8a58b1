import { isIP } from 'node:net';
import { asJson } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Cluster, ClusterLoadAssignment } from '../types.js';
import { checkNameCaches, checkOptions } from './cluster-options.js';
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
    checkOptions(cluster, say);
  }
  out.push(...checkNameCaches(snapshot));
  return out;
}

type Say = (code: string, path: Finding['path'], args: Finding['args']) => void;

/** Kinds of clusters that bring their own load balancing. */
const PROVIDES_BALANCING =
  /^envoy\.clusters?\.(original_dst|dynamic_forward_proxy|aggregate|redis|composite|dynamic_modules|reverse_connection|mcp_multicluster)$/;

function checkPolicy(cluster: Cluster, say: Say): void {
  const policy = cluster.lbPolicy ?? 'ROUND_ROBIN';
  const type = cluster.type ?? (cluster.clusterType ? undefined : 'STATIC');
  const kind = cluster.clusterType?.name ?? '';
  if (type === 'ORIGINAL_DST' && policy !== 'CLUSTER_PROVIDED') say('original-dst-policy', ['lbPolicy'], { policy });
  if (type !== undefined && type !== 'ORIGINAL_DST' && policy === 'CLUSTER_PROVIDED') {
    say('cluster-provided-policy', ['lbPolicy'], { type });
  }
  if (type === undefined && PROVIDES_BALANCING.test(kind) && policy !== 'CLUSTER_PROVIDED') {
    say('own-policy', ['lbPolicy'], { policy, type: kind });
  }
  const { loadBalancingPolicy, lbSubsetConfig, edsClusterConfig } = asJson(cluster);
  if (policy === 'LOAD_BALANCING_POLICY_CONFIG' && !loadBalancingPolicy)
    say('field-missing', ['loadBalancingPolicy'], {});
  if (policy === 'CLUSTER_PROVIDED' && lbSubsetConfig)
    say('only-with', ['lbSubsetConfig'], { field: 'another lbPolicy' });
  if (edsClusterConfig && type !== undefined && type !== 'EDS') {
    say('only-with', ['edsClusterConfig'], { field: 'type EDS' });
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
  if (cluster.type !== 'STATIC' && (cluster.type !== undefined || cluster.clusterType)) return;
  for (const address of addresses) {
    if (address === undefined) say('field-missing', ['loadAssignment'], {});
    else if (address !== '' && isIP(address) === 0) say('not-an-ip', ['loadAssignment'], { address, type: 'STATIC' });
  }
}

/** Addresses of the endpoints: empty for sockets without one, undefined where there is none at all. */
function addressesOf(assignment: ClusterLoadAssignment | undefined): readonly (string | undefined)[] {
  return (assignment?.endpoints ?? []).flatMap((group) =>
    (group.lbEndpoints ?? []).map(({ endpoint }) =>
      endpoint?.address ? (endpoint.address.socketAddress?.address ?? '') : undefined,
    ),
  );
}

/** As Envoy has it, where 1 is prime. */
function isPrime(n: number): boolean {
  if (!Number.isInteger(n) || n < 1) return false;
  for (let i = 2; i * i <= n; i++) if (n % i === 0) return false;
  return true;
}
