/** Cipher suites of TLS up to 1.2 that a server with a certificate can offer, of those that Envoy knows. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/transport_sockets/tls/v3/common.proto */
const CIPHERS = new Set([
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
]);

/** Texts that begin with a sign are operators of OpenSSL's cipher lists, and ALL is one of their words: both are left to Envoy. */
export function isKnownCipher(name: string): boolean {
  return CIPHERS.has(name) || name === '' || name === 'ALL' || !/^[\p{L}\p{N}]/u.test(name);
}
