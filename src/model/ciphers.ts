/** Cipher suites of TLS up to 1.2 that istiod knows. https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings */
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

/** A suite, or an expression about suites, which begins with a sign and is left to Envoy. */
export function isKnownCipher(name: string): boolean {
  return name === '' || name === 'ALL' || !/^[\p{L}\p{N}]/u.test(name) || CIPHERS.has(name);
}

/** What istiod sends of a list: each known suite once. */
export function usableCiphers(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter(isKnownCipher);
}
