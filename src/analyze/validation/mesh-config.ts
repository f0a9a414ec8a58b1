import type { MeshConfig } from '../../mesh/mesh-config.js';
import { isObject } from '../../model/decode.js';
import { parseDuration } from '../../model/duration.js';
import type { Path } from '../../model/resource.js';
import { textOf } from '../../model/text.js';
import type { Violation } from '../types.js';
import { checkLocality } from './locality.js';
import { checkPort, checkProxySettings } from './mesh-proxy-settings.js';
import { isFqdn } from './syntax.js';
import { error, warning } from './violation.js';

/**
 * A MeshConfig as it was written, and decoded for the parts that are shared with DestinationRule. Fields that aren't set have good
 * defaults. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export function checkMeshConfig(raw: unknown, config: MeshConfig): readonly Violation[] {
  if (!isObject(raw)) return [];
  return [
    ...checkPort(raw['proxyListenPort'], ['proxyListenPort']),
    ...checkConnectTimeout(raw['connectTimeout']),
    ...checkDetectionTimeout(raw['protocolDetectionTimeout']),
    ...checkProxySettings(raw['defaultConfig'], ['defaultConfig']),
    ...(raw['localityLbSetting'] ? checkLocality(config.localityLbSetting, true, ['localityLbSetting']) : []),
    ...checkTrustDomains(raw),
    ...checkMeshTls(raw['meshMTLS']),
    ...checkCurves(raw['tlsDefaults'], ['tlsDefaults', 'ecdhCurves']),
  ];
}

const HOUR = 3600e9;

function checkConnectTimeout(text: unknown): readonly Violation[] {
  const nanos = typeof text === 'string' ? parseDuration(text) : undefined;
  if (nanos === undefined || (nanos >= 1e6 && nanos <= HOUR && nanos % 1e6 === 0)) return [];
  return [error(['connectTimeout'], `connectTimeout ${text} is not within 1ms..1h in whole milliseconds`)];
}

/** Zero waits without end, and is allowed. */
function checkDetectionTimeout(text: unknown): readonly Violation[] {
  const nanos = typeof text === 'string' ? parseDuration(text) : undefined;
  if (nanos === undefined || nanos === 0 || (nanos >= 1e6 && nanos % 1e6 === 0)) return [];
  const problem = `protocolDetectionTimeout ${text} is not at least 1ms in whole milliseconds; 0s waits for ever`;
  return [error(['protocolDetectionTimeout'], problem)];
}

function checkTrustDomains(raw: Readonly<Record<string, unknown>>): readonly Violation[] {
  const { trustDomain, trustDomainAliases } = raw;
  const aliases: readonly unknown[] = Array.isArray(trustDomainAliases) ? trustDomainAliases : [];
  return [
    ...(trustDomain === '' ? [error(['trustDomain'], 'trustDomain is empty; leave it out for cluster.local')] : []),
    ...(typeof trustDomain === 'string' && trustDomain !== '' ? checkTrustDomain(trustDomain, ['trustDomain']) : []),
    ...aliases.flatMap((alias, i) =>
      typeof alias === 'string' ? checkTrustDomain(alias, ['trustDomainAliases', i]) : [],
    ),
  ];
}

function checkTrustDomain(name: string, path: Path): readonly Violation[] {
  return isFqdn(name) ? [] : [error(path, `trust domain ${JSON.stringify(name)} is no domain name`)];
}

function checkMeshTls(tls: unknown): readonly Violation[] {
  if (!isObject(tls) || !Array.isArray(tls['ecdhCurves']) || tls['ecdhCurves'].length === 0) return [];
  return [error(['meshMTLS', 'ecdhCurves'], 'meshMTLS takes no ecdhCurves; set them under tlsDefaults')];
}

/** Curves that Envoy takes by name. https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/transport_sockets/tls/v3/common.proto */
const CURVES = new Set(['P-224', 'P-256', 'P-384', 'P-521', 'X25519', 'X25519Kyber768Draft00', 'X25519MLKEM768']);

function checkCurves(tls: unknown, path: Path): readonly Violation[] {
  const written: readonly unknown[] = isObject(tls) && Array.isArray(tls['ecdhCurves']) ? tls['ecdhCurves'] : [];
  const curves = written.map(textOf);
  const unknown = curves.filter((curve) => !CURVES.has(curve));
  const twice = curves.filter((curve, i) => curves.indexOf(curve) < i);
  return [
    ...(unknown.length > 0 ? [warning(path, `curves that nobody knows are left out: ${unknown.join(', ')}`)] : []),
    ...(twice.length > 0 ? [warning(path, `curves that stand twice: ${twice.join(', ')}`)] : []),
  ];
}
