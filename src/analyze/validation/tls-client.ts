import type { TrafficPolicySpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

type ClientTls = NonNullable<TrafficPolicySpec['tls']>;

const FILES = ['clientCertificate', 'caCertificates', 'privateKey', 'caCrl'] as const;
const CONFIG_MAP = 'configmap://';

/**
 * TLS of connections to a service, by a rule of `namespace`.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export function checkClientTls(tls: ClientTls, namespace: string, path: Path): readonly Violation[] {
  const { credentialName = '', mode } = tls;
  const found = credentialName.startsWith(CONFIG_MAP) ? [...checkConfigMap(credentialName, namespace, path)] : [];
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return found;
  if (tls.insecureSkipVerify) found.push(...checkUnverified(tls, path));
  if (credentialName !== '') {
    const file = FILES.find((field) => tls[field]);
    const text = 'tls names files of certificates beside credentialName, which holds them all; keep one of them';
    if (file) found.push(error([...path, file], text));
  } else if (mode === 'MUTUAL') {
    if (!tls.clientCertificate) found.push(error(path, 'tls mode MUTUAL has no clientCertificate'));
    if (!tls.privateKey) found.push(error(path, 'tls mode MUTUAL has no privateKey'));
  }
  return found;
}

/** `configmap://name` or `configmap://namespace/name`: another namespace's is out of reach. */
function checkConfigMap(credentialName: string, namespace: string, path: Path): readonly Violation[] {
  const parts = credentialName.slice(CONFIG_MAP.length).split('/');
  const isName = parts.length <= 2 && !parts.includes('');
  if (isName && (parts.length === 1 || parts[0] === namespace)) return [];
  const what = isName ? `is not in namespace ${namespace}, where this rule is` : 'is not of the form configmap://name';
  return [error([...path, 'credentialName'], `credentialName ${JSON.stringify(credentialName)} ${what}`)];
}

/** What would verify the server says nothing when nobody verifies. With MUTUAL a credential may hold the client's certificate alone. */
function checkUnverified(tls: ClientTls, path: Path): readonly Violation[] {
  const useless = [
    ...(tls.caCertificates ? ['caCertificates'] : []),
    ...(tls.mode === 'SIMPLE' && tls.credentialName ? ['credentialName'] : []),
    ...(tls.subjectAltNames?.length ? ['subjectAltNames'] : []),
  ];
  const [first] = useless;
  if (first === undefined) return [];
  return [error([...path, first], `insecureSkipVerify leaves ${useless.join(' and ')} without use; keep one of them`)];
}
