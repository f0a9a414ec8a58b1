import type { Decoded } from '../../model/decode.js';
import type { localityLbSetting } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error, warning } from './violation.js';

type LocalityLbSetting = Decoded<typeof localityLbSetting>;
type Distribute = NonNullable<LocalityLbSetting['distribute']>;
type Failover = NonNullable<LocalityLbSetting['failover']>;

/** Labels that tell where a node is; failover by region has them in mind already. */
const TOPOLOGY = new Set(['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone']);

/**
 * How traffic keeps to localities, of a DestinationRule or the MeshConfig. `ejects` tells whether outlierDetection stands beside it.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export function checkLocality(setting: LocalityLbSetting, ejects: boolean, path: Path): readonly Violation[] {
  const { distribute = [], failover = [], failoverPriority = [] } = setting;
  if (distribute.length > 0 && failover.length > 0) {
    return [error(path, 'distribute and failover exclude each other; keep one of them')];
  }
  const label = failover.length > 0 ? failoverPriority.find((name) => TOPOLOGY.has(name)) : undefined;
  if (label !== undefined) {
    return [error([...path, 'failoverPriority'], `failoverPriority has ${label}, which failover decides already`)];
  }
  const found = [...checkDistribute(distribute, [...path, 'distribute'])];
  found.push(...checkFailover(failover, [...path, 'failover']));
  if ((failover.length > 0 || failoverPriority.length > 0) && !ejects) {
    const text = 'failover does nothing without outlierDetection, which tells the endpoints that fail';
    found.push(warning([...path, failover.length > 0 ? 'failover' : 'failoverPriority'], text));
  }
  return found;
}

/** Ends at the first entry whose weights don't fit, because nothing after it can be judged. */
function checkDistribute(distribute: Distribute, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  for (const [i, { to = {} }] of distribute.entries()) {
    const place = [...path, i, 'to'];
    const weights = Object.values(to);
    const bad = weights.find((weight) => weight < 1 || weight > 100);
    if (bad !== undefined) return [...found, error(place, 'a weight of a locality is not within 1..100')];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total !== 100) return [...found, error(place, `weights of the localities add up to ${total}, not 100`)];
    found.push(...checkLocalities(Object.keys(to), place));
  }
  found.push(
    ...checkLocalities(
      distribute.map(({ from = '' }) => from),
      path,
    ),
  );
  return found;
}

/** The first locality of a list that is none, or that an earlier one covers. */
function checkLocalities(localities: readonly string[], path: Path): readonly Violation[] {
  const taken = new Set<string>();
  for (const locality of localities) {
    const problem = localityProblem(locality, taken);
    if (problem) return [error(path, `locality ${JSON.stringify(locality)} ${problem}`)];
  }
  return [];
}

/** Notes a locality among those that are taken, unless something is wrong with it. */
function localityProblem(locality: string, taken: Set<string>): string | undefined {
  const star = locality.indexOf('*');
  if (star >= 0 && star < locality.length - 1) return 'has a * that is not its end';
  const [region = '', zone, ...rest] = locality.split('/');
  const subzone = rest.length > 0 ? rest.join('/') : undefined;
  if (region === '' || zone === '' || subzone === '')
    return 'has an empty part; write region/zone/subzone from the left';
  const [own, inherited] = placesOf(region, zone, subzone);
  if ([ANY, own, ...inherited].some((place) => taken.has(place))) return 'overlaps another one of the list';
  // Whoever comes later finds a place taken by its own name, or by the star of a place around it.
  const around = [region, ...(zone === undefined ? [] : [`${region}/${zone}`])];
  for (const place of [...around, own]) taken.add(place);
  if (subzone === undefined) taken.add(`${own}/${ANY}`);
  return undefined;
}

const ANY = '*';

/** A place as one text, and the stars that stand for it as well as for its neighbours. A star counts for what follows it only. */
function placesOf(region: string, zone?: string, subzone?: string): readonly [string, readonly string[]] {
  if (zone === undefined) return [region, []];
  if (subzone === undefined) return [`${region}/${zone}`, [`${region}/${ANY}`]];
  return [`${region}/${zone}/${subzone}`, [`${region}/${ANY}`, `${region}/${zone}/${ANY}`]];
}

function checkFailover(failover: Failover, path: Path): readonly Violation[] {
  return failover.flatMap(({ from = '', to = '' }, i) => {
    const place = [...path, i];
    const found: Violation[] = [];
    if (from === to) found.push(error(place, 'failover leads to the region where it begins'));
    if (from.includes('/') || to.includes('/')) found.push(error(place, 'failover names more than a region'));
    if (from.includes('*') || to.includes('*')) found.push(error(place, 'failover names a region with a *'));
    return found;
  });
}
