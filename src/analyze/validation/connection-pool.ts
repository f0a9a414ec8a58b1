import type { Decoded } from '../../model/decode.js';
import { parseDuration } from '../../model/duration.js';
import type { connectionPool } from '../../model/kinds/connection-pool.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkDuration, checkDurations } from './durations.js';
import { checkNotNegative } from './numbers.js';
import { error } from './violation.js';

type ConnectionPool = Decoded<typeof connectionPool>;

const HTTP_LIMITS = [
  'http1MaxPendingRequests',
  'http2MaxRequests',
  'maxRequestsPerConnection',
  'maxRetries',
  'maxConcurrentStreams',
] as const;

const TCP_LIMITS = ['maxConnections'] as const;
const TCP_DURATIONS = ['connectTimeout', 'maxConnectionDuration'] as const;

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings */
export function checkConnectionPool(pool: ConnectionPool, path: Path): readonly Violation[] {
  const { http, tcp } = pool;
  if (!http && !tcp) return [error(path, 'connectionPool has neither tcp nor http')];
  const found: Violation[] = [];
  if (http) found.push(...checkHttp(http, [...path, 'http']));
  if (tcp) found.push(...checkTcp(tcp, [...path, 'tcp']));
  return found;
}

function checkHttp(http: NonNullable<ConnectionPool['http']>, path: Path): readonly Violation[] {
  const found = [...checkNotNegative(http, HTTP_LIMITS, path), ...checkDurations(http, ['idleTimeout'], path)];
  if (http.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol) {
    const text = 'useClientProtocol keeps the protocol that h2UpgradePolicy UPGRADE would change; keep one of them';
    found.push(error([...path, 'useClientProtocol'], text));
  }
  return found;
}

function checkTcp(tcp: NonNullable<ConnectionPool['tcp']>, path: Path): readonly Violation[] {
  const { idleTimeout, tcpKeepalive } = tcp;
  return [
    ...checkNotNegative(tcp, TCP_LIMITS, path),
    ...checkDurations(tcp, TCP_DURATIONS, path),
    ...(isOff(idleTimeout) ? [] : checkDuration(idleTimeout, [...path, 'idleTimeout'])),
    ...(tcpKeepalive ? checkDurations(tcpKeepalive, ['time', 'interval'], [...path, 'tcpKeepalive']) : []),
  ];
}

/** Less than a millisecond turns the timeout off. */
function isOff(timeout: string | undefined): boolean {
  return timeout !== undefined && Math.abs(parseDuration(timeout) ?? 0) < 1e6;
}
