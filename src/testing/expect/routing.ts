import type { Outcome } from '../../simulate/types.js';
import type { ExpectedShare } from '../types.js';
import { isDestination, nameDestination, writeDestination } from './destination.js';
import { sharesOf, type View } from './view.js';

/** A share as `10 % catalog.shop.svc.cluster.local:8080/v2`. */
const sayShare = (share: { readonly cluster: string; readonly percent: number }) =>
  `${round(share.percent)} % ${nameDestination(share.cluster)}`;
const round = (percent: number) => Math.round(percent * 100) / 100;
const saySplit = (shares: readonly { readonly cluster: string; readonly percent: number }[]) =>
  shares.length === 0 ? 'no cluster' : shares.map(sayShare).join(', ');

/** Every share must go there: a test that looks at the heaviest one alone would not see the rest. */
function everyShare(outcome: Outcome, holds: (cluster: string) => boolean): string | undefined {
  const shares = sharesOf(outcome);
  if (shares.length > 0 && shares.every((share) => holds(share.cluster))) return undefined;
  const [only] = shares;
  return only && shares.length === 1 ? nameDestination(only.cluster) : saySplit(shares);
}

export function checkCluster(wanted: string, { first }: View): string | undefined {
  const shares = sharesOf(first);
  if (shares.length > 0 && shares.every((share) => share.cluster === wanted)) return undefined;
  return shares.map((share) => share.cluster).join(', ') || 'no cluster';
}

export function checkDestination(wanted: ExpectedShare['destination'], { first, namespace }: View): string | undefined {
  return everyShare(first, (cluster) => isDestination(cluster, wanted, namespace));
}

export function checkSubset(wanted: string, { first }: View): string | undefined {
  return everyShare(first, (cluster) => isDestination(cluster, { host: hostOf(cluster), subset: wanted }, undefined));
}

function hostOf(cluster: string): string {
  return nameDestination(cluster).replace(/:\d+(\/.*)?$/, '');
}

export function checkWeights(wanted: readonly ExpectedShare[], { first, namespace }: View): string | undefined {
  return matchShares(wanted, sharesOf(first), namespace) ? undefined : saySplit(sharesOf(first));
}

export function checkMirrors(wanted: readonly ExpectedShare[], { first, namespace }: View): string | undefined {
  const mirrors = first.mirrors ?? [];
  if (matchShares(wanted, mirrors, namespace)) return undefined;
  return mirrors.length === 0 ? 'no mirror' : saySplit(mirrors);
}

/** Whether each of both sides has its counterpart. Shares of nothing don't count. */
function matchShares(
  wanted: readonly ExpectedShare[],
  actual: readonly { readonly cluster: string; readonly percent: number }[],
  namespace: string | undefined,
): boolean {
  const left = [...actual];
  const expected = wanted.filter((share) => share.percent !== 0);
  for (const { destination, percent } of expected) {
    const at = left.findIndex(
      (share) =>
        isDestination(share.cluster, destination, namespace) &&
        (percent === undefined || Math.abs(share.percent - percent) < 0.01),
    );
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0;
}

export function writeShares(shares: readonly ExpectedShare[]): string {
  const texts = shares.map(({ destination, percent }) => {
    const name = writeDestination(destination);
    return percent === undefined ? name : `${round(percent)} % ${name}`;
  });
  return texts.join(', ') || 'none';
}
