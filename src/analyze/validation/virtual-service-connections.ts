import { hostCovers } from '../../mesh/hosts.js';
import type { TcpMatch, TcpRule, TlsMatch, TlsRule } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkSubnet } from './addresses.js';
import { checkWeightedDestinations } from './destination.js';
import { checkGatewayNames, checkMatchGateways } from './gateway-names.js';
import { checkWildcardDomain } from './hosts.js';
import { checkLabels } from './labels.js';
import { checkPort } from './ports.js';
import { isClusterSni, isIpAddress, isWildcardDomain } from './syntax.js';
import { error, warning } from './violation.js';

export interface SniOptions {
  /** Hosts of the VirtualService. */
  readonly hosts: readonly string[];
  /** Gateways between networks route by the SNI of clusters. */
  readonly mayBeSni: boolean;
}

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSRoute */
export function checkTlsRule(rule: TlsRule, options: SniOptions, path: Path): readonly Violation[] {
  const { match = [], route = [] } = rule;
  return [
    ...(match.length === 0 ? [error(path, 'tls rule has no match; say which sniHosts it is for')] : []),
    ...match.flatMap((connection, i) => checkTlsMatch(connection, options, [...path, 'match', i])),
    ...(route.length === 0 ? [error(path, 'tls rule has no route')] : []),
    ...checkWeightedDestinations(route, [...path, 'route']),
  ];
}

function checkTlsMatch(match: TlsMatch, options: SniOptions, path: Path): readonly Violation[] {
  const { sniHosts = [] } = match;
  return [
    ...(sniHosts.length === 0 ? [error(path, 'match of a tls rule has no sniHosts')] : []),
    ...sniHosts.flatMap((host, i) => checkSniHost(host, options, [...path, 'sniHosts', i])),
    ...checkConnection(match, path),
    ...checkGatewayNames(match.gateways, [...path, 'gateways']),
  ];
}

function checkSniHost(sniHost: string, { hosts, mayBeSni }: SniOptions, path: Path): readonly Violation[] {
  if (!isWildcardDomain(sniHost) && !(mayBeSni && isClusterSni(sniHost))) {
    if (!isIpAddress(sniHost)) return checkWildcardDomain(sniHost, path);
    return [warning(path, `sniHost ${sniHost} is an IP address, which clients don't send as SNI`)];
  }
  if (hosts.some((host) => hostCovers(host, sniHost))) return [];
  return [error(path, `sniHost ${JSON.stringify(sniHost)} is in none of the hosts ${hosts.join(', ')}`)];
}

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#TCPRoute */
export function checkTcpRule(rule: TcpRule, path: Path): readonly Violation[] {
  const { match = [], route = [] } = rule;
  return [
    ...match.flatMap((connection, i) => checkTcpMatch(connection, [...path, 'match', i])),
    ...(route.length === 0 ? [error(path, 'tcp rule has no route')] : []),
    ...checkWeightedDestinations(route, [...path, 'route']),
  ];
}

/** The webhook doesn't look at sourceSubnet, which nothing reads. */
function checkTcpMatch(match: TcpMatch, path: Path): readonly Violation[] {
  return [...checkConnection(match, path), ...checkMatchGateways(match.gateways, [...path, 'gateways'])];
}

/** What matches of both kinds have. */
function checkConnection(match: TcpMatch | TlsMatch, path: Path): readonly Violation[] {
  const { destinationSubnets = [], port = 0, sourceLabels } = match;
  return [
    ...destinationSubnets.flatMap((subnet, i) => checkSubnet(subnet, [...path, 'destinationSubnets', i])),
    ...(port === 0 ? [] : checkPort(port, [...path, 'port'])),
    ...checkLabels(sourceLabels, [...path, 'sourceLabels']),
  ];
}
