import type { Analyzer } from '../../types.js';

type Version = readonly [number, number, number];

const BUNDLE_VERSION = 'gateway.networking.k8s.io/bundle-version';

/** Bundle from which a definition serves the version that Istio 1.30 watches. Others may be of any age. */
const MINIMUM: Readonly<Record<string, Version>> = {
  'grpcroutes.gateway.networking.k8s.io': [1, 1, 0],
  'backendtlspolicies.gateway.networking.k8s.io': [1, 4, 0],
  'tlsroutes.gateway.networking.k8s.io': [1, 5, 0],
};

/**
 * Definitions of the Gateway API that are too old for istiod to read resources of their kind.
 * https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/
 */
export const gatewayApiDefinitions: Analyzer = {
  name: 'k8sgateway.CRDVersionAnalyzer',
  description: 'Looks for definitions of the Gateway API that are older than Istio needs',
  inputs: ['CustomResourceDefinition'],
  analyze(context, report) {
    for (const resource of context.store.list('CustomResourceDefinition')) {
      const { name, annotations } = resource.metadata;
      const minimum = Object.hasOwn(MINIMUM, name) ? MINIMUM[name] : undefined;
      const installed = parseVersion(annotations[BUNDLE_VERSION] ?? '');
      if (!minimum || !installed || compare(installed, minimum) >= 0) continue;
      const path = ['metadata', 'annotations', BUNDLE_VERSION];
      report('IST0176', resource, path, { crd: name, installed: installed.join('.'), minimum: minimum.join('.') });
    }
  },
};

/** Reads `v1.4.1` and the like; what comes before a release (`-rc.1`) counts as the release. */
function parseVersion(text: string): Version | undefined {
  const [, major, minor = '0', patch = '0'] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
