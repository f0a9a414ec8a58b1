import type { JsonMessage } from '../../xds/json.js';

const AGENT = {
  apiConfigSource: {
    apiType: 'GRPC',
    transportApiVersion: 'V3',
    setNodeOnFirstMessageOnly: true,
    grpcServices: [{ envoyGrpc: { clusterName: 'sds-grpc' } }],
  },
  resourceApiVersion: 'V3',
};
const FROM_CONTROL_PLANE: JsonMessage = { ads: {}, resourceApiVersion: 'V3' };
const OF_WORKLOAD: JsonMessage = { ...AGENT, initialFetchTimeout: '0s' };

/** The workload's own certificate, and the roots of the mesh: made by the agent beside the proxy. */
export const WORKLOAD_CERTIFICATE: JsonMessage = { name: 'default', sdsConfig: OF_WORKLOAD };
export const MESH_ROOTS: JsonMessage = { name: 'ROOTCA', sdsConfig: OF_WORKLOAD };

/** A certificate or root that the agent reads from files; named `file-cert:CERT~KEY` or `file-root:CA`. */
export function fileSecret(name: string): JsonMessage {
  return { name, sdsConfig: AGENT };
}

/** A certificate or root of a Secret or ConfigMap, sent by the control plane. */
export function clusterSecret(name: string): JsonMessage {
  return { name, sdsConfig: FROM_CONTROL_PLANE };
}
