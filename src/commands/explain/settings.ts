import { decodeMeshConfig, type MeshConfig } from '../../mesh/mesh-config.js';
import type { Target } from './target.js';

/** A setting of MeshConfig: what it is, whether somebody set it, and another value to see what depends on it. */
export interface Setting {
  readonly name: keyof MeshConfig;
  readonly value: string;
  readonly set: boolean;
  readonly other: Partial<MeshConfig>;
}

/** A setting that proxies get when nobody sets it, and a value that gives something else. */
interface Default {
  readonly name: keyof MeshConfig;
  /** What it reaches. */
  readonly of: readonly Target['type'][];
  /** What stands for the default, where the MeshConfig has no value for it. */
  readonly shown?: string;
  readonly other: Partial<MeshConfig>;
}
/** https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
const DEFAULTS: readonly Default[] = [
  { name: 'connectTimeout', of: ['cluster'], other: { connectTimeout: '3.25s' } },
  { name: 'protocolDetectionTimeout', of: ['listener'], other: { protocolDetectionTimeout: '3.25s' } },
  { name: 'enableAutoMtls', of: ['cluster'], other: { enableAutoMtls: false } },
  {
    name: 'outboundTrafficPolicy',
    of: ['route', 'listener'],
    shown: 'ALLOW_ANY',
    other: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
  },
  {
    name: 'inboundTrafficPolicy',
    of: ['cluster'],
    shown: 'PASSTHROUGH',
    other: { inboundTrafficPolicy: { mode: 'LOCALHOST' } },
  },
  {
    name: 'defaultHttpRetryPolicy',
    of: ['route'],
    shown: '2 attempts',
    other: { defaultHttpRetryPolicy: { attempts: 0 } },
  },
  { name: 'trustDomain', of: ['cluster', 'listener'], other: { trustDomain: 'other.example' } },
  { name: 'proxyListenPort', of: ['listener'], other: { proxyListenPort: 15901 } },
  { name: 'proxyInboundListenPort', of: ['listener'], other: { proxyInboundListenPort: 15906 } },
  { name: 'dnsRefreshRate', of: ['cluster'], other: { dnsRefreshRate: '3.25s' } },
  { name: 'enableTracing', of: ['listener'], other: { enableTracing: false } },
  { name: 'localityLbSetting', of: ['cluster'], shown: 'enabled', other: { localityLbSetting: { enabled: false } } },
  {
    name: 'pathNormalization',
    of: ['listener'],
    shown: 'BASE',
    other: { pathNormalization: { normalization: 'NONE' } },
  },
  {
    name: 'meshMTLS',
    of: ['listener'],
    shown: 'TLSV1_2 or later',
    other: { meshMTLS: { minProtocolVersion: 'TLSV1_3' } },
  },
];

/** The settings of a MeshConfig that somebody set, each with Istio's default as the other value, and the defaults in force. */
export function settingsOf(config: MeshConfig, type: Target['type']): readonly Setting[] {
  const { config: standard } = decodeMeshConfig(undefined);
  const names = Object.keys(config) as (keyof MeshConfig)[];
  const isSet = (name: keyof MeshConfig) => JSON.stringify(config[name]) !== JSON.stringify(standard[name]);
  const set = names.filter(isSet).map((name): Setting => {
    return { name, value: spell(config[name]), set: true, other: { [name]: standard[name] } };
  });
  const unset = DEFAULTS.filter(({ name, of }) => of.includes(type) && !isSet(name)).map(
    ({ name, shown, other }): Setting => ({ name, value: shown ?? spell(standard[name]), set: false, other }),
  );
  return [...set, ...unset];
}

function spell(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
