import type { TrafficPolicySpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkDuration } from './durations.js';
import { checkLocality } from './locality.js';
import type { OutlierDetection } from './outlier-detection.js';
import { error, warning } from './violation.js';

type LoadBalancer = NonNullable<TrafficPolicySpec['loadBalancer']>;
type ConsistentHash = NonNullable<LoadBalancer['consistentHash']>;
type HttpCookie = NonNullable<ConsistentHash['httpCookie']>;

/** Envoy's limit of a maglev table. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/cluster/v3/cluster.proto */
const MAGLEV_LIMIT = 5000011;

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings */
export function checkLoadBalancer(
  balancer: LoadBalancer,
  outlier: OutlierDetection | undefined,
  path: Path,
): readonly Violation[] {
  const { consistentHash, localityLbSetting, warmup } = balancer;
  const found: Violation[] = [];
  if (consistentHash) found.push(...checkHash(consistentHash, [...path, 'consistentHash']));
  if (localityLbSetting) {
    found.push(...checkLocality(localityLbSetting, outlier !== undefined, [...path, 'localityLbSetting']));
  }
  if (warmup) found.push(...checkWarmup(warmup, [...path, 'warmup']));
  return found;
}

function checkHash(hash: ConsistentHash, path: Path): readonly Violation[] {
  const { httpCookie, maglev, minimumRingSize = 0, ringHash } = hash;
  const found = httpCookie ? [...checkCookie(httpCookie, [...path, 'httpCookie'])] : [];
  if (minimumRingSize !== 0) {
    const place = [...path, 'minimumRingSize'];
    found.push(warning(place, 'minimumRingSize is deprecated here; use ringHash.minimumRingSize'));
    if (maglev || ringHash)
      found.push(error(place, 'minimumRingSize stands beside maglev or ringHash; keep one of them'));
  }
  if (maglev) found.push(...checkMaglev(maglev.tableSize ?? 0, [...path, 'maglev', 'tableSize']));
  return found;
}

function checkCookie({ name = '', attributes = [] }: HttpCookie, path: Path): readonly Violation[] {
  const found = name === '' ? [error(path, 'httpCookie has no name')] : [];
  const seen = new Set<string>();
  attributes.forEach((attribute, i) => {
    const key = attribute.name ?? '';
    const place = [...path, 'attributes', i, 'name'];
    if (key === '') found.push(error(place, 'an attribute of httpCookie has no name'));
    else if (seen.has(key)) found.push(error(place, `attribute ${JSON.stringify(key)} of httpCookie is there twice`));
    seen.add(key);
  });
  return found;
}

function checkMaglev(size: number, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  if (size === 0) found.push(error(path, 'maglev has no tableSize'));
  if (size >= MAGLEV_LIMIT) found.push(error(path, `tableSize of maglev is not below ${MAGLEV_LIMIT}`));
  if (!isPrime(size)) found.push(error(path, 'tableSize of maglev is no prime number, 65537 for one'));
  return found;
}

/** As Envoy counts, to which 1 is one too. */
function isPrime(n: number): boolean {
  if (n < 4) return n > 0;
  if (n % 2 === 0) return false;
  for (let divisor = 3; divisor * divisor <= n && divisor < MAGLEV_LIMIT; divisor += 2) {
    if (n % divisor === 0) return false;
  }
  return true;
}

function checkWarmup(warmup: NonNullable<LoadBalancer['warmup']>, path: Path): readonly Violation[] {
  const { duration, minimumPercent = 0, aggression } = warmup;
  const found =
    duration === undefined
      ? [error(path, 'warmup has no duration')]
      : [...checkDuration(duration, [...path, 'duration'])];
  if (minimumPercent > 100) {
    found.push(error([...path, 'minimumPercent'], `minimumPercent ${minimumPercent} of warmup is above 100`));
  }
  if (aggression !== undefined && aggression < 1) {
    found.push(error([...path, 'aggression'], `aggression ${aggression} of warmup is below 1`));
  }
  return found;
}
