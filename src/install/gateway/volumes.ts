import type { InstallPlan, Tree } from '../types.js';
import { isTrue, listAt, textAt } from '../values/tree.js';
import type { GatewayFacts } from './facts.js';

/** Where the proxy of a gateway finds its volumes. https://istio.io/latest/docs/ops/integrations/certmanager/ */
export function gatewayMounts(values: Tree, settings: Tree): readonly Tree[] {
  return [
    mount('workload-socket', '/var/run/secrets/workload-spiffe-uds'),
    mount('credential-socket', '/var/run/secrets/credential-uds'),
    mount('workload-certs', '/var/run/secrets/workload-spiffe-credentials'),
    mount('istio-envoy', '/etc/istio/proxy'),
    mount('config-volume', '/etc/istio/config'),
    ...(certifiedByIstiod(values) ? [mount('istiod-ca-cert', '/var/run/secrets/istio')] : []),
    mount('istio-token', '/var/run/secrets/tokens', true),
    ...(isTrue(values, 'global', 'mountMtlsCerts') ? [mount('istio-certs', '/etc/certs', true)] : []),
    mount('istio-data', '/var/lib/istio/data'),
    mount('podinfo', '/etc/istio/pod'),
    ...listAt(settings, 'secretVolumes').map((v) => mount(textAt(v, 'name'), textAt(v, 'mountPath'), true)),
    ...listAt(settings, 'configVolumes').flatMap((v) => {
      const path = textAt(v, 'mountPath');
      return path ? [mount(textAt(v, 'name'), path, true)] : [];
    }),
  ];
}

/** Its tokens, certificates and settings. */
export function gatewayVolumes(
  { values }: InstallPlan,
  { settings, account, meshConfigMap }: GatewayFacts,
): readonly Tree[] {
  const pod = (path: string) => ({ path, fieldRef: { fieldPath: `metadata.${path}` } });
  const audience = textAt(values, 'global', 'sds', 'token', 'aud');
  const token = { audience, expirationSeconds: 43200, path: 'istio-token' };
  return [
    { emptyDir: {}, name: 'workload-socket' },
    { emptyDir: {}, name: 'credential-socket' },
    { emptyDir: {}, name: 'workload-certs' },
    ...(certifiedByIstiod(values) ? [{ name: 'istiod-ca-cert', configMap: { name: 'istio-ca-root-cert' } }] : []),
    { name: 'podinfo', downwardAPI: { items: [pod('labels'), pod('annotations')] } },
    { name: 'istio-envoy', emptyDir: {} },
    { name: 'istio-data', emptyDir: {} },
    { name: 'istio-token', projected: { sources: [{ serviceAccountToken: token }] } },
    ...(isTrue(values, 'global', 'mountMtlsCerts') ? [secret('istio-certs', `istio.${account}`)] : []),
    { name: 'config-volume', configMap: { name: meshConfigMap, optional: true } },
    ...listAt(settings, 'secretVolumes').map((v) => secret(textAt(v, 'name'), textAt(v, 'secretName'))),
    ...listAt(settings, 'configVolumes').map((v) => ({
      name: textAt(v, 'name'),
      configMap: { name: textAt(v, 'configMapName'), optional: true },
    })),
  ];
}

/** Whether istiod is the authority, whose root is in a ConfigMap of every namespace. */
function certifiedByIstiod(values: Tree): boolean {
  return textAt(values, 'global', 'pilotCertProvider') === 'istiod';
}

function mount(name: string, mountPath: string, readOnly = false): Tree {
  return { name, mountPath, ...(readOnly && { readOnly }) };
}

function secret(name: string, secretName: string): Tree {
  return { name, secret: { secretName, optional: true } };
}
