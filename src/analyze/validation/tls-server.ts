import { isKnownCipher } from '../../model/ciphers.js';
import type { Decoded } from '../../model/decode.js';
import type { serverTls } from '../../model/kinds/server-tls.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error, warning } from './violation.js';

export type ServerTls = Decoded<typeof serverTls>;

/** Fields that hold a certificate or what belongs to one. */
const CERTIFICATES = [
  'serverCertificate',
  'privateKey',
  'caCertificates',
  'caCrl',
  'credentialName',
  'credentialNames',
  'tlsCertificates',
] as const;

/** A server with both an RSA and an ECDSA certificate has two. */
const MOST_CERTIFICATES = 2;

/** https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings */
export function checkServerTls(tls: ServerTls | undefined, path: Path): readonly Violation[] {
  if (!tls) return [];
  return [...checkCiphers(tls, path), ...checkVersion(tls, path), ...checkMode(tls, path)];
}

/** Whether the settings make sense only where TLS ends, by their mode or files; a redirect alone doesn't. */
export function endsTls(tls: ServerTls): boolean {
  return !isPassing(tls) || has(tls, 'caCertificates') || has(tls, 'privateKey') || has(tls, 'serverCertificate');
}

function isPassing({ mode = 'PASSTHROUGH' }: ServerTls): boolean {
  return mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
}

function has(tls: ServerTls, field: (typeof CERTIFICATES)[number]): boolean {
  return Boolean(tls[field]?.length);
}

function checkCiphers({ cipherSuites = [] }: ServerTls, path: Path): readonly Violation[] {
  const place = [...path, 'cipherSuites'];
  const unknown = cipherSuites.filter((cipher) => !isKnownCipher(cipher));
  const twice = cipherSuites.filter((cipher, i) => isKnownCipher(cipher) && cipherSuites.indexOf(cipher) < i);
  return [
    ...(unknown.length > 0
      ? [warning(place, `cipher suites that Envoy doesn't know are ignored: ${list(unknown)}`)]
      : []),
    ...(twice.length > 0 ? [warning(place, `cipher suites are there twice: ${list(twice)}`)] : []),
  ];
}

function list(names: readonly string[]): string {
  return [...new Set(names)].sort().join(', ');
}

function checkVersion({ minProtocolVersion, cipherSuites = [] }: ServerTls, path: Path): readonly Violation[] {
  if (minProtocolVersion !== 'TLSV1_0' && minProtocolVersion !== 'TLSV1_1') return [];
  if (cipherSuites.length > 0) return [];
  const text = 'minProtocolVersion below TLSV1_2 needs cipherSuites that fit, because the default ones no longer do';
  return [warning([...path, 'minProtocolVersion'], text)];
}

function checkMode(tls: ServerTls, path: Path): readonly Violation[] {
  const mode = tls.mode ?? 'PASSTHROUGH';
  if (mode === 'ISTIO_MUTUAL') {
    return CERTIFICATES.filter((field) => field !== 'caCrl' && has(tls, field)).map((field) =>
      error([...path, field], `tls mode ISTIO_MUTUAL has its own certificates, so no ${field}`),
    );
  }
  const found = isPassing(tls) ? checkUnused(tls, mode, path) : checkCertificates(tls, mode, path);
  return [...checkSources(tls, path), ...found];
}

/** Where TLS goes through to the workload, certificates are the workload's. */
function checkUnused(tls: ServerTls, mode: string, path: Path): readonly Violation[] {
  const unused = CERTIFICATES.find((field) => has(tls, field));
  const found: Violation[] = [];
  if (unused) found.push(warning([...path, unused], `tls mode ${mode} uses no certificates; those given are ignored`));
  if (has(tls, 'caCrl') && has(tls, 'credentialName')) {
    found.push(error([...path, 'caCrl'], 'caCrl stands beside a credentialName, which holds it; keep one of them'));
  }
  return found;
}

/** A server takes its certificates from one place. */
function checkSources(tls: ServerTls, path: Path): readonly Violation[] {
  const sources = [
    has(tls, 'credentialName'),
    has(tls, 'credentialNames'),
    has(tls, 'tlsCertificates'),
    has(tls, 'serverCertificate') && has(tls, 'privateKey'),
  ].filter(Boolean);
  if (sources.length < 2) return [];
  const text =
    'tls has more than one of credentialName, credentialNames, tlsCertificates, and serverCertificate with privateKey';
  return [error(path, text)];
}

function checkCertificates(tls: ServerTls, mode: string, path: Path): readonly Violation[] {
  if (has(tls, 'credentialName') || has(tls, 'credentialNames')) return [];
  const { tlsCertificates = [] } = tls;
  const found: Violation[] = [];
  if (mode !== 'SIMPLE' && !tls.caCertificates) found.push(missing(mode, 'caCertificates', path));
  if (tlsCertificates.length > MOST_CERTIFICATES) {
    const text = `tlsCertificates has more than ${MOST_CERTIFICATES}: one of RSA and one of ECDSA is what a server offers`;
    found.push(warning([...path, 'tlsCertificates'], text));
  }
  const pairs = tlsCertificates.length > 0 ? tlsCertificates : [tls];
  pairs.forEach(({ serverCertificate, privateKey }, i) => {
    const place = tlsCertificates.length > 0 ? [...path, 'tlsCertificates', i] : path;
    if (!serverCertificate) found.push(missing(mode, 'serverCertificate', place));
    if (!privateKey) found.push(missing(mode, 'privateKey', place));
  });
  if (mode === 'SIMPLE' && has(tls, 'caCrl')) {
    found.push(error([...path, 'caCrl'], 'caCrl is of no use with mode SIMPLE, which asks for no client certificates'));
  }
  return found;
}

/** The modes that ask clients for a certificate are one here. */
function missing(mode: string, field: string, path: Path): Violation {
  return error(path, `tls mode ${mode === 'SIMPLE' ? mode : 'MUTUAL'} needs ${field} or a credentialName`);
}
