// The objects that the API server test applies, each with the collection it is posted to.

/** Istio's definitions without their CEL rules, whose cost estimate the server would refuse for a few. */
export function crds(reference) {
  return reference.map(({ name, spec }) => ({
    path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    body: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
      spec: withoutRules(spec),
    },
  }));
}

function withoutRules(value) {
  if (Array.isArray(value)) return value.map(withoutRules);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'x-kubernetes-validations');
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutRules(child)]));
}

const labels = (app, version) => ({ app, version });
const container = (name) => ({ name, image: `example.org/${name}:1` });
const podSpec = { containers: [container('app'), container('istio-proxy')] };

function core(plural, kind, namespace, name, rest, metadata = {}) {
  const path = namespace ? `/api/v1/namespaces/${namespace}/${plural}` : `/api/v1/${plural}`;
  return {
    path,
    body: { apiVersion: 'v1', kind, metadata: { name, ...(namespace && { namespace }), ...metadata }, ...rest },
  };
}

function grouped(group, version, plural, kind, name, spec) {
  return {
    path: `/apis/${group}/${version}/namespaces/shop/${plural}`,
    body: { apiVersion: `${group}/${version}`, kind, metadata: { name, namespace: 'shop' }, spec },
  };
}

function workload(plural, kind, name, selector) {
  const spec = {
    replicas: 0,
    selector: { matchLabels: selector },
    template: { metadata: { labels: selector }, spec: podSpec },
  };
  return grouped(
    'apps',
    'v1',
    plural,
    kind,
    name,
    kind === 'StatefulSet' ? { ...spec, replicas: 1, serviceName: name } : spec,
  );
}

function pod(name, app, version) {
  return core(
    'pods',
    'Pod',
    'shop',
    name,
    { spec: { ...podSpec, automountServiceAccountToken: false } },
    {
      labels: labels(app, version),
    },
  );
}

function service(name, selector) {
  return core('services', 'Service', 'shop', name, {
    spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
}

/** A mesh of two services: one in two versions with a route between them, one with a StatefulSet. */
export function mesh() {
  const secret = { type: 'kubernetes.io/tls', data: { 'tls.crt': 'c2VjcmV0LXZhbHVl', 'tls.key': 'c2VjcmV0LXZhbHVl' } };
  const applied = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"tls.key":"c2VjcmV0LXZhbHVl"}}' };
  const account = (namespace) => core('serviceaccounts', 'ServiceAccount', namespace, 'default', {});
  return [
    core('namespaces', 'Namespace', '', 'shop', {}),
    core('namespaces', 'Namespace', '', 'istio-system', {}),
    account('shop'),
    core('configmaps', 'ConfigMap', 'istio-system', 'istio', {
      data: { mesh: 'outboundTrafficPolicy: {mode: ALLOW_ANY}\n' },
    }),
    core('configmaps', 'ConfigMap', 'shop', 'large', { data: { text: 'x'.repeat(1000) } }),
    core('secrets', 'Secret', 'shop', 'certificate', secret, { annotations: applied }),
    core('secrets', 'Secret', 'shop', 'helm-release', { type: 'helm.sh/release.v1', data: { release: 'aGVsbQ==' } }),
    service('reviews', { app: 'reviews' }),
    service('orders', { app: 'orders' }),
    pod('reviews-v1-a', 'reviews', 'v1'),
    pod('reviews-v2-b', 'reviews', 'v2'),
    workload('deployments', 'Deployment', 'reviews-v2', { app: 'reviews', version: 'v2' }),
    workload('statefulsets', 'StatefulSet', 'orders', { app: 'orders' }),
    grouped('networking.istio.io', 'v1', 'destinationrules', 'DestinationRule', 'reviews', {
      host: 'reviews',
      subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
    }),
    grouped('networking.istio.io', 'v1', 'virtualservices', 'VirtualService', 'reviews', {
      hosts: ['reviews'],
      http: [
        {
          route: ['v1', 'v2'].map((subset, i) => ({ destination: { host: 'reviews', subset }, weight: i ? 10 : 90 })),
        },
      ],
    }),
  ];
}
