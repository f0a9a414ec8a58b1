import { isObject } from '../model/decode.js';
import { formatDuration, parseDuration } from '../model/duration.js';
import { messageShapes } from './proto-types.js';
import { ENUMERATIONS } from './proxy-config-shape.js';
import type { FieldType } from './shapes/shape.js';
import { treeAt } from './tree.js';
import type { Tree } from './types.js';

/** ProxyConfig of a proxy that nobody configured. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig */
const DEFAULT_PROXY_CONFIG: Tree = {
  configPath: './etc/istio/proxy',
  binaryPath: '/usr/local/bin/envoy',
  serviceCluster: 'istio-proxy',
  drainDuration: '45s',
  terminationDrainDuration: '5s',
  proxyAdminPort: 15_000,
  controlPlaneAuthPolicy: 'MUTUAL_TLS',
  discoveryAddress: 'istiod.istio-system.svc:15012',
  statNameLength: 189,
  statusPort: 15_020,
};

/** MeshConfig as far as injection needs its defaults. */
const DEFAULT_MESH_CONFIG: Tree = {
  proxyListenPort: 15_001,
  proxyInboundListenPort: 15_006,
  enableTracing: true,
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  enableAutoMtls: true,
  enablePrometheusMerge: true,
};

/** A mesh's settings with Istio's defaults filled in; `defaultConfig` is the ProxyConfig of a pod that says nothing. */
export function effectiveMeshConfig(mesh: Tree): Tree {
  return {
    ...DEFAULT_MESH_CONFIG,
    ...dropNulls(mesh),
    defaultConfig: mergeProxyConfigs(DEFAULT_PROXY_CONFIG, treeAt(mesh, 'defaultConfig')),
  };
}

const dropNulls = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).filter(([, value]) => value !== null));

/** Headers of the proxy that a ProxyConfig keeps from the one below it, where it says nothing of them. */
const KEPT_HEADERS = ['forwardedClientCert', 'requestId', 'attemptCount', 'server', 'envoyDebugHeaders'];

/**
 * One ProxyConfig over another: a setting takes the place of the earlier one as a whole, except that the metadata of both count and headers of the
 * proxy are kept one by one. Neither changes. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
export function mergeProxyConfigs(base: Tree, over: Tree): Tree {
  const said = dropNulls(over);
  const metadata = { ...treeAt(base, 'proxyMetadata'), ...treeAt(said, 'proxyMetadata') };
  const earlier = Object.entries(treeAt(base, 'proxyHeaders')).filter(([key]) => KEPT_HEADERS.includes(key));
  const headers = said['proxyHeaders'];
  return {
    ...base,
    ...said,
    ...(Object.keys(metadata).length > 0 && { proxyMetadata: metadata }),
    ...(isObject(headers) && { proxyHeaders: { ...Object.fromEntries(earlier), ...dropNulls(headers) } }),
  };
}

/**
 * A ProxyConfig as the agent is handed it: in the order of its fields, without what says no more than the defaults.
 */
export function proxyConfigJson(config: Tree): string {
  return JSON.stringify(messageJson('ProxyConfig', withoutDefaults(config)));
}

function withoutDefaults(config: Tree): Tree {
  const entries = Object.entries(config).filter(([key, value]) => {
    if (isObject(value) && key === 'proxyMetadata') return Object.keys(value).length > 0;
    return DEFAULT_PROXY_CONFIG[key] !== value || !Object.hasOwn(DEFAULT_PROXY_CONFIG, key);
  });
  return Object.fromEntries(entries);
}

/** A message in protobuf's JSON: known fields in order, the others after them; zeros are left out. */
function messageJson(name: string, value: Tree): Tree {
  const fields = messageShapes().get(name)?.fields;
  if (!fields) return value;
  const known = [...fields.values()].flatMap(({ name: key, type }) => {
    const item = value[key];
    if (item === undefined || item === null || isZero(type, item)) return [];
    return [[key, fieldJson(type, item)] as const];
  });
  const unknown = Object.entries(value).filter(([key, item]) => !fields.has(key) && item !== null);
  return Object.fromEntries([...known, ...unknown]);
}

function isZero(type: FieldType, value: unknown): boolean {
  if (type.kind === 'struct') return ENUMERATIONS[type.name]?.[0] === value;
  if (type.kind === 'list') return Array.isArray(value) && value.length === 0;
  if (type.kind === 'map') return isObject(value) && Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function fieldJson(type: FieldType, value: unknown): unknown {
  if (type.kind === 'map' && isObject(value)) {
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  if (type.kind !== 'struct') return value;
  if (type.name === 'd') return canonicalDuration(value);
  return isObject(value) && messageShapes().has(type.name) ? messageJson(type.name, value) : value;
}

function canonicalDuration(value: unknown): unknown {
  const nanos = typeof value === 'string' ? parseDuration(value) : undefined;
  return nanos === undefined ? value : formatDuration(nanos);
}
