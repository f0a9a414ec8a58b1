import type { TrafficPolicySpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

type ClientTls = NonNullable<TrafficPolicySpec['tls']>;

const FILES = ['clientCertificate', 'caCertificates', 'privateKey', 'caCrl'] as const;
const CONFIG_MAP = 'configmap://';

/**
 * TLS of connections to a service.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export function checkClientTls(tls: ClientTls, namespace: string, path: Path): readonly Violation[] {
  const found = tls.insecureSkipVerify ? [...checkUnverified(tls, path)] : [];
  const usesKeys = tls.mode === 'SIMPLE' || tls.mode === 'MUTUAL';
  if (usesKeys && tls.credentialName) {
    found.push(...checkCredential(tls, tls.credentialName, namespace, path));
  } else if (tls.mode === 'MUTUAL') {
    if (!tls.clientCertificate) found.push(error(path, 'tls mode MUTUAL has no clientCertificate'));
    if (!tls.privateKey) found.push(error(path, 'tls mode MUTUAL has no privateKey'));
  }
  return found;
}

/** What would verify the server says nothing when nobody verifies. */
function checkUnverified(tls: ClientTls, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  if (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') return found;
  if (tls.mode === 'SIMPLE' && tls.credentialName) found.push(unverified('credentialName', path));
  if (tls.caCertificates) found.push(unverified('caCertificates', path));
  if (tls.subjectAltNames?.length) found.push(unverified('subjectAltNames', path));
  return found;
}

function unverified(field: string, path: Path): Violation {
  return error([...path, field], `${field} is of no use with insecureSkipVerify; keep one of them`);
}

/** A Secret or ConfigMap holds all of it, so files say nothing. */
function checkCredential(tls: ClientTls, name: string, namespace: string, path: Path): readonly Violation[] {
  const found = FILES.filter((field) => tls[field]).map((field) =>
    error([...path, field], `${field} stands beside credentialName, which holds it; keep one of them`),
  );
  const [owner, rest] = name.startsWith(CONFIG_MAP) ? name.slice(CONFIG_MAP.length).split('/') : [];
  if (owner !== undefined && rest !== undefined && owner !== namespace) {
    const text = `credentialName ${JSON.stringify(name)} is of another namespace than this rule's, ${namespace}`;
    found.push(error([...path, 'credentialName'], text));
  }
  return found;
}
