import { decodeMeshConfig, type MeshConfig } from '../../mesh/mesh-config.js';

/** A setting of MeshConfig: what it is, whether somebody set it, and another value to see what depends on it. */
export interface Setting {
  readonly name: keyof MeshConfig;
  readonly value: string;
  readonly set: boolean;
  readonly other: Partial<MeshConfig>;
}

/**
 * Settings that proxies get when nobody sets them, and a value that gives something else.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
const DEFAULTS: readonly {
  readonly name: keyof MeshConfig;
  readonly shown?: string;
  readonly other: Partial<MeshConfig>;
}[] = [
  { name: 'connectTimeout', other: { connectTimeout: '3.25s' } },
  { name: 'protocolDetectionTimeout', other: { protocolDetectionTimeout: '3.25s' } },
  { name: 'enableAutoMtls', other: { enableAutoMtls: false } },
  { name: 'outboundTrafficPolicy', shown: 'ALLOW_ANY', other: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } },
  { name: 'inboundTrafficPolicy', shown: 'PASSTHROUGH', other: { inboundTrafficPolicy: { mode: 'LOCALHOST' } } },
  { name: 'defaultHttpRetryPolicy', shown: '2 attempts', other: { defaultHttpRetryPolicy: { attempts: 0 } } },
  { name: 'trustDomain', other: { trustDomain: 'other.example' } },
  { name: 'proxyListenPort', other: { proxyListenPort: 15901 } },
  { name: 'proxyInboundListenPort', other: { proxyInboundListenPort: 15906 } },
  { name: 'dnsRefreshRate', other: { dnsRefreshRate: '3.25s' } },
  { name: 'enableTracing', other: { enableTracing: false } },
  { name: 'localityLbSetting', shown: 'enabled', other: { localityLbSetting: { enabled: false } } },
  { name: 'pathNormalization', shown: 'BASE', other: { pathNormalization: { normalization: 'NONE' } } },
  { name: 'meshMTLS', shown: 'TLSV1_2 or later', other: { meshMTLS: { minProtocolVersion: 'TLSV1_3' } } },
];

/** The settings of a MeshConfig that somebody set, each with Istio's default as the other value, and the defaults in force. */
export function settingsOf(config: MeshConfig): readonly Setting[] {
  const { config: standard } = decodeMeshConfig(undefined);
  const names = Object.keys(config) as (keyof MeshConfig)[];
  const isSet = (name: keyof MeshConfig) => JSON.stringify(config[name]) !== JSON.stringify(standard[name]);
  const set = names.filter(isSet).map((name): Setting => {
    return { name, value: spell(config[name]), set: true, other: { [name]: standard[name] } };
  });
  const unset = DEFAULTS.filter(({ name }) => !isSet(name)).map(
    ({ name, shown, other }): Setting => ({ name, value: shown ?? spell(standard[name]), set: false, other }),
  );
  return [...set, ...unset];
}

function spell(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
