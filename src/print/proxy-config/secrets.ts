import { X509Certificate } from 'node:crypto';
import type { JsonMessage } from '../../xds/json.js';
import { formatTable } from '../table.js';
import { messageField, messageList, textField } from './any.js';

/** What a secret's first certificate says. Private keys are never looked at. */
interface Certificate {
  readonly type: 'CA' | 'Cert Chain';
  readonly valid: boolean;
  readonly serial: string;
  readonly notAfter: string;
  readonly notBefore: string;
}

/**
 * The table of `proxy-config secret`, warming secrets first.
 * @param now milliseconds since 1970, for the validity of certificates
 * @param prefix put before each name
 */
export function formatSecrets(dump: JsonMessage, now: number, prefix = ''): string {
  const warming = messageList(dump, 'dynamicWarmingSecrets').map((secret) => describe(secret, 'WARMING', now));
  const active = messageList(dump, 'dynamicActiveSecrets').map((secret) => describe(secret, 'ACTIVE', now));
  const rows = [...warming, ...active];
  if (rows.length === 0) return 'No active or warming secrets found.\n';
  const header = ['RESOURCE NAME', 'TYPE', 'STATUS', 'VALID CERT', 'SERIAL NUMBER', 'NOT AFTER', 'NOT BEFORE'];
  return formatTable([header, ...rows.map(([name = '', ...cells]) => [prefix + name, ...cells])], { padding: 5 });
}

function describe(secret: JsonMessage, state: string, now: number): readonly string[] {
  const certificate = readCertificate(messageField(secret, 'secret'), now);
  const { type = '', valid = false, serial = '', notAfter = '', notBefore = '' } = certificate ?? {};
  const uninitialized = state === 'ACTIVE' && textField(secret, 'versionInfo') === 'uninitialized';
  const status = uninitialized ? 'UNINITIALIZED' : state;
  return [textField(secret, 'name'), type, status, String(valid), serial, notAfter, notBefore];
}

/** The first certificate of a chain or of a trust bundle, where it is given as bytes. */
function readCertificate(secret: JsonMessage | undefined, now: number): Certificate | undefined {
  const chain = messageField(messageField(secret, 'tlsCertificate'), 'certificateChain');
  const trusted = messageField(messageField(secret, 'validationContext'), 'trustedCa');
  const bytes = textField(chain, 'inlineBytes') || textField(trusted, 'inlineBytes');
  const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(
    Buffer.from(bytes, 'base64').toString('latin1'),
  );
  if (!pem) return undefined;
  try {
    const certificate = new X509Certificate(pem[0]);
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    return {
      type: saysAuthority(certificate.raw) ? 'CA' : 'Cert Chain',
      valid: from < now && now < to,
      serial: certificate.serialNumber.toLowerCase().padStart(32, '0'),
      notAfter: seconds(to),
      notBefore: seconds(from),
    };
  } catch {
    return undefined; // no certificate that can be read: the blank cells say so
  }
}

/** Object identifier of basic constraints, 2.5.29.19, in DER. */
const BASIC_CONSTRAINTS = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x13]);

/**
 * Whether basic constraints say so, as Go's x509 reads them. X509Certificate.ca asks for a key usage that fits, too.
 * https://datatracker.ietf.org/doc/html/rfc5280#section-4.2.1.9
 */
function saysAuthority(raw: Buffer): boolean {
  const at = raw.indexOf(BASIC_CONSTRAINTS);
  if (at < 0) return false;
  const after = raw.subarray(at + BASIC_CONSTRAINTS.length);
  const [string, , sequence, , boolean, , value] = after[0] === 0x01 ? after.subarray(3) : after; // 0x01: marked critical
  return string === 0x04 && sequence === 0x30 && boolean === 0x01 && value === 0xff;
}

function seconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
