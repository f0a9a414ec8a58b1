import type { TrafficPolicySpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkConnectionPool } from './connection-pool.js';
import { checkLoadBalancer } from './load-balancer.js';
import { checkOutlierDetection } from './outlier-detection.js';
import { checkPort } from './ports.js';
import { isFqdn, isIpAddress } from './syntax.js';
import { checkClientTls } from './tls-client.js';
import { error } from './violation.js';

type PortPolicy = NonNullable<TrafficPolicySpec['portLevelSettings']>[number];
type Tunnel = NonNullable<TrafficPolicySpec['tunnel']>;

/** Fields that a policy of a port has too. */
const SHARED = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'] as const;

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy */
export function checkTrafficPolicy(policy: TrafficPolicySpec, namespace: string, path: Path): readonly Violation[] {
  const { portLevelSettings = [], proxyProtocol, retryBudget, tunnel } = policy;
  if (isEmpty(policy) && portLevelSettings.length === 0 && !proxyProtocol && !retryBudget && !tunnel) {
    return [error(path, 'trafficPolicy says nothing; give it a field or take it away')];
  }
  if (tunnel && proxyProtocol) {
    return [error([...path, 'tunnel'], 'tunnel and proxyProtocol exclude each other; keep one of them')];
  }
  const found: Violation[] = [...checkShared(policy, namespace, path)];
  portLevelSettings.forEach((port, i) => {
    found.push(...withoutWarnings(checkPortPolicy(port, namespace, [...path, 'portLevelSettings', i])));
  });
  if (tunnel) found.push(...checkTunnel(tunnel, [...path, 'tunnel']));
  return found;
}

/** The webhook warns of the policy of the whole host; of those of subsets and ports it tells what refuses them. */
export function withoutWarnings(found: readonly Violation[]): readonly Violation[] {
  return found.filter(({ severity }) => severity === 'error');
}

function isEmpty(policy: PortPolicy): boolean {
  return SHARED.every((field) => policy[field] === undefined);
}

function checkShared(policy: PortPolicy, namespace: string, path: Path): readonly Violation[] {
  const { outlierDetection, connectionPool, loadBalancer, tls } = policy;
  const found: Violation[] = [];
  if (outlierDetection) found.push(...checkOutlierDetection(outlierDetection, [...path, 'outlierDetection']));
  if (connectionPool) found.push(...checkConnectionPool(connectionPool, [...path, 'connectionPool']));
  if (loadBalancer) found.push(...checkLoadBalancer(loadBalancer, outlierDetection, [...path, 'loadBalancer']));
  if (tls) found.push(...checkClientTls(tls, namespace, [...path, 'tls']));
  return found;
}

function checkPortPolicy(policy: PortPolicy, namespace: string, path: Path): readonly Violation[] {
  return [
    ...(policy.port ? [] : [error(path, 'an entry of portLevelSettings has no port')]),
    ...(isEmpty(policy) ? [error(path, 'an entry of portLevelSettings says nothing about its port')] : []),
    ...checkShared(policy, namespace, path),
  ];
}

/** Names of the method are taken as they are; none means CONNECT. */
const METHODS = new Set(['', 'CONNECT', 'POST']);

function checkTunnel({ protocol = '', targetHost = '', targetPort = 0 }: Tunnel, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  if (!METHODS.has(protocol)) {
    found.push(error([...path, 'protocol'], `tunnel protocol ${JSON.stringify(protocol)} is neither CONNECT nor POST`));
  }
  if (!isFqdn(targetHost) && !isIpAddress(targetHost)) {
    const text = `tunnel target ${JSON.stringify(targetHost)} is neither a domain name nor an IP address`;
    found.push(error([...path, 'targetHost'], text));
  }
  found.push(...checkPort(targetPort, [...path, 'targetPort']));
  return found;
}
