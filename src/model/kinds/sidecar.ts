import { type Decoded, enumeration, integer, list, map, object, string } from '../decode.js';
import { connectionPool } from './connection-pool.js';
import { serverTls } from './server-tls.js';

const port = object({ name: string, number: integer, protocol: string, targetPort: integer });

/** Spec of Sidecar (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const sidecar = object({
  spec: object({
    egress: list(
      object({
        bind: string,
        captureMode: enumeration('DEFAULT', 'IPTABLES', 'NONE'),
        hosts: list(string),
        port: port,
      }),
    ),
    inboundConnectionPool: connectionPool,
    ingress: list(
      object({
        bind: string,
        captureMode: enumeration('DEFAULT', 'IPTABLES', 'NONE'),
        connectionPool,
        defaultEndpoint: string,
        port: port,
        tls: serverTls,
      }),
    ),
    outboundTrafficPolicy: object({
      egressProxy: object({ host: string, port: object({ number: integer }), subset: string }),
      mode: enumeration('REGISTRY_ONLY', 'ALLOW_ANY'),
    }),
    workloadSelector: object({ labels: map(string) }),
  }),
});
export type SidecarBody = Decoded<typeof sidecar>;
export type SidecarSpec = NonNullable<SidecarBody['spec']>;
