import { X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

/** The first certificate of a PEM text, without what else is in it (such as a key); undefined if there is none. */
export function firstCertificate(pem: string): string | undefined {
  return CERTIFICATE.exec(pem)?.[0];
}

/** Whether a PEM text begins with a certificate that can be read. Whether it is valid today is another question. */
export function isCertificate(pem: string): boolean {
  const first = firstCertificate(pem);
  if (first === undefined) return false;
  try {
    new X509Certificate(first);
    return true;
  } catch {
    return false; // no certificate in that block
  }
}
