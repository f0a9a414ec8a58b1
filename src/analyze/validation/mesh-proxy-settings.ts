import { isObject } from '../../model/decode.js';
import { parseDuration } from '../../model/duration.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { isFqdn, isIpAddress, isPort } from './syntax.js';
import { error, warning } from './violation.js';

const ALLOCATE = 'ISTIO_META_DNS_AUTO_ALLOCATE';

/** Fields that hold `host:port`. */
const ADDRESSES = ['discoveryAddress', 'statsdUdpAddress', 'zipkinAddress', 'envoyMetricsServiceAddress'];

/** ProxyConfig of the MeshConfig. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig */
export function checkProxySettings(settings: unknown, path: Path): readonly Violation[] {
  if (!isObject(settings)) return [];
  const found: Violation[] = [];
  for (const field of ['configPath', 'binaryPath', 'serviceCluster', 'discoveryAddress']) {
    if (settings[field] === '') found.push(error([...path, field], `${field} is empty; leave it out`));
  }
  found.push(...ADDRESSES.flatMap((field) => checkAddress(settings[field], [...path, field])));
  found.push(...checkDrain(settings['drainDuration'], [...path, 'drainDuration']));
  found.push(...checkTracing(settings['tracing'], [...path, 'tracing']));
  found.push(...SERVICES.flatMap((field) => checkService(settings[field], [...path, field])));
  found.push(...checkKeyProvider(settings['privateKeyProvider'], [...path, 'privateKeyProvider']));
  found.push(...checkPort(settings['proxyAdminPort'], [...path, 'proxyAdminPort']));
  found.push(...checkPort(settings['statusPort'], [...path, 'statusPort']));
  const { proxyMetadata } = settings;
  if (isObject(proxyMetadata) && ALLOCATE in proxyMetadata) {
    const text = `${ALLOCATE} is deprecated: istiod gives out addresses itself (PILOT_ENABLE_IP_AUTOALLOCATE)`;
    found.push(warning([...path, 'proxyMetadata', ALLOCATE], text));
  }
  return found;
}

/** Services that logs and metrics are sent to. */
const SERVICES = ['envoyMetricsService', 'envoyAccessLogService'];

function checkService(service: unknown, path: Path): readonly Violation[] {
  const address = isObject(service) ? service['address'] : undefined;
  return address === '' ? [] : checkAddress(address, [...path, 'address']);
}

/** Accelerators of private keys, which are asked at intervals. */
const KEY_PROVIDERS = ['cryptomb', 'qat'];

function checkKeyProvider(provider: unknown, path: Path): readonly Violation[] {
  if (!isObject(provider)) return [];
  const [name] = KEY_PROVIDERS.filter((known) => isObject(provider[known]));
  if (name === undefined) return [error(path, `${path.at(-1)} is without one of ${KEY_PROVIDERS.join(', ')}`)];
  const chosen = provider[name];
  const delay = isObject(chosen) ? chosen['pollDelay'] : undefined;
  if (delay === undefined || (typeof delay === 'string' && parseDuration(delay) === 0))
    return [error([...path, name, 'pollDelay'], `${name} needs a pollDelay above 0`)];
  return [];
}

function checkDrain(text: unknown, path: Path): readonly Violation[] {
  const nanos = typeof text === 'string' ? parseDuration(text) : undefined;
  if (nanos === undefined || (nanos >= 1e9 && nanos % 1e9 === 0)) return [];
  return [error(path, `drainDuration ${text} is not at least 1s in whole seconds`)];
}

/** Backends of tracing, each with an address. */
const BACKENDS = ['zipkin', 'lightstep', 'datadog'];

function checkTracing(tracing: unknown, path: Path): readonly Violation[] {
  if (!isObject(tracing)) return [];
  return BACKENDS.flatMap((name) => {
    const backend = tracing[name];
    return isObject(backend) ? checkAddress(backend['address'] ?? '', [...path, name, 'address']) : [];
  });
}

/** `host:port`, the host a name, an address, or `$(HOST_IP)` that the injector fills in. */
function checkAddress(address: unknown, path: Path): readonly Violation[] {
  if (typeof address !== 'string' || (address === '' && path.at(-1) !== 'address')) return [];
  const [, host = '', port = ''] = /^\[?(.*?)\]?:([0-9]+)$/.exec(address) ?? [];
  const isHost = isFqdn(host) || isIpAddress(host) || /^\$\(HOST_IP\)$|^\$\{HOST_IP\}$/.test(host);
  if (isHost && isPort(Number(port))) return [];
  return [error(path, `${path.at(-1)} ${JSON.stringify(address)} is no HOST:PORT`)];
}

/** A port that is set; one that is no number has been reported by decoding. */
export function checkPort(port: unknown, path: Path): readonly Violation[] {
  if (typeof port !== 'number' || isPort(port)) return [];
  return [error(path, `${path.at(-1)} ${port} is not within 1..65535`)];
}
