import { boolean, durationText, enumeration, integer, object } from '../decode.js';

const h2UpgradePolicy = enumeration('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE');
export const tcpKeepalive = object({ interval: durationText, probes: integer, time: durationText });
const tcp = object({
  connectTimeout: durationText,
  idleTimeout: durationText,
  maxConnectionDuration: durationText,
  maxConnections: integer,
  tcpKeepalive: tcpKeepalive,
});
const http = object({
  h2UpgradePolicy: h2UpgradePolicy,
  http1MaxPendingRequests: integer,
  http2MaxRequests: integer,
  idleTimeout: durationText,
  maxConcurrentStreams: integer,
  maxRequestsPerConnection: integer,
  maxRetries: integer,
  useClientProtocol: boolean,
});

/** Limits on connections and requests, of a DestinationRule or a Sidecar. */
export const connectionPool = object({ http, tcp });
