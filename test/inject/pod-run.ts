import {
  byHand,
  createInjection,
  decodeInjectorConfig,
  InjectionError,
  injectObject,
  type Tree,
} from '../../src/inject/index.js';
import { isObject } from '../../src/model/decode.js';
import { parseDocument } from '../../src/sources/yaml-values.js';

/** Small, and of the form that Istio's own templates have. */
const SIDECAR = `
metadata:
  labels:
    security.istio.io/tlsMode: {{ index .ObjectMeta.Labels "security.istio.io/tlsMode" | default "istio" }}
  annotations: {
    istio.io/rev: {{ .Revision | default "default" | quote }},
  }
spec:
  initContainers:
  - name: istio-init
    image: "{{ .ProxyImage }}"
    args: [istio-iptables, "-u", "1337", "-m", "{{ annotation .ObjectMeta "sidecar.istio.io/interceptionMode" .ProxyConfig.InterceptionMode }}"]
{{- if ne (index .ObjectMeta.Annotations "sidecar.istio.io/nativeSidecar" | default (printf "%t" .NativeSidecars)) "true" }}
  containers:
{{- end }}
  - name: istio-proxy
    image: "{{ .ProxyImage }}"
    env:
    - name: ISTIO_META_CLUSTER_ID
      value: Kubernetes
    - name: OWNER
      value: {{ .TypeMeta.APIVersion }}/{{ .TypeMeta.Kind }}/{{ .DeploymentMeta.Namespace }}/{{ .DeploymentMeta.Name }}
    - name: PROXY_CONFIG
      value: |
        {{ protoToJSON .ProxyConfig }}
    {{- range $key, $value := .ProxyConfig.ProxyMetadata }}
    - name: {{ $key }}
      value: "{{ $value }}"
    {{- end }}
  volumes:
  - name: istio-data
    emptyDir:
`;

export const VALUES = {
  global: { hub: 'hub', tag: '1-distroless', proxy: { image: 'proxyv2' } },
  sidecarInjectorWebhook: { rewriteAppHTTPProbe: true },
};

export interface Setting {
  readonly values?: Tree;
  readonly mesh?: Tree;
  readonly templates?: Readonly<Record<string, string>>;
  readonly proxyEnv?: Readonly<Record<string, string>>;
}

export function injectionOf({ values = {}, mesh = {}, templates = {}, proxyEnv = {} }: Setting) {
  const { config } = decodeInjectorConfig({ templates: { sidecar: SIDECAR, ...templates } });
  return createInjection({
    config: byHand(config),
    values: { ...VALUES, ...values },
    mesh,
    revision: 'default',
    nativeSidecars: false,
    proxyEnv,
    parseYaml: parseDocument,
    parseProxyConfig: (text) => {
      const value = parseDocument(text);
      return isObject(value) ? value : {};
    },
  });
}

export const deployment = (spec: string, metadata = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}${metadata}}
    spec: ${spec.replaceAll('\n', ' ')}
`;
export const APP = '{containers: [{name: app, image: app}]}';

/** What becomes of the pods of a Deployment. */
export function inject(text: string, setting: Setting = {}) {
  const injected = injectObject(parseDocument(text), injectionOf(setting));
  const template = dig(injected?.after, 'spec', 'template');
  const containers = list(dig(template, 'spec', 'containers'));
  const initContainers = list(dig(template, 'spec', 'initContainers'));
  const all = [...initContainers, ...containers];
  const proxy = all.find((c) => dig(c, 'name') === 'istio-proxy');
  return {
    injected,
    template,
    proxy,
    env: Object.fromEntries(list(dig(proxy, 'env')).map((e) => [String(dig(e, 'name')), dig(e, 'value')])),
    names: { init: initContainers.map((c) => dig(c, 'name')), app: containers.map((c) => dig(c, 'name')) },
    annotations: dig(template, 'metadata', 'annotations'),
    container: (name: string) => all.find((c) => dig(c, 'name') === name),
  };
}

export function dig(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
}
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function failure(text: string, setting: Setting = {}) {
  try {
    inject(text, setting);
  } catch (error) {
    if (error instanceof InjectionError) return error.failure;
    throw error;
  }
  throw new Error('injected');
}
