// A config dump as a big Envoy has it, made of one translated proxy.

const TYPE = 'type.googleapis.com/envoy.admin.v3.';

/** A config dump of about so many bytes: the proxy's resources, as many of its clusters as it takes, repeated under further names. */
export function makeDump(proxy, bytes) {
  const states = { version_info: 'v1', last_updated: '2026-01-01T00:00:00Z' };
  const clusters = proxy.clusters.map((cluster) => ({ ...states, cluster: withProtoNames(cluster) }));
  const fixed = [
    {
      '@type': `${TYPE}ListenersConfigDump`,
      dynamic_listeners: proxy.listeners.map((listener) => ({
        name: listener.name,
        active_state: { ...states, listener: withProtoNames(listener) },
      })),
    },
    {
      '@type': `${TYPE}RoutesConfigDump`,
      dynamic_route_configs: proxy.routes.map((route) => ({ ...states, route_config: withProtoNames(route) })),
    },
  ];
  const rest = bytes - written({ configs: fixed });
  const once = written({ configs: [{ clusters }] });
  const count = Math.max(1, Math.round((clusters.length * rest) / once));
  const dynamic_active_clusters = Array.from({ length: count }, (_, i) => {
    const [entry, copy] = [clusters[i % clusters.length], Math.floor(i / clusters.length)];
    if (copy === 0) return entry;
    return { ...entry, cluster: { ...entry.cluster, name: entry.cluster.name.replace('||', `|c${copy}|`) } };
  });
  const configs = [
    { '@type': `${TYPE}BootstrapConfigDump`, bootstrap: {} },
    { '@type': `${TYPE}ClustersConfigDump`, dynamic_active_clusters },
    ...fixed,
  ];
  return JSON.stringify({ configs }, null, 1);
}

const written = (value) => JSON.stringify(value, null, 1).length;

/** Field names as Envoy's admin interface writes them. */
function withProtoNames(value) {
  if (Array.isArray(value)) return value.map(withProtoNames);
  if (value === null || typeof value !== 'object') return value;
  const snake = (key) =>
    /^[a-z]+([A-Z][a-z0-9]*)+$/.test(key) ? key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`) : key;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [snake(key), withProtoNames(field)]));
}
