import { X509Certificate } from 'node:crypto';

/** What keeps a certificate from being used. */
export type CertificateProblem = 'missing' | 'unreadable' | 'expired' | 'not valid yet';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

/** The first certificate of a PEM text, without what else is in it (such as a key); undefined if there is none. */
export function firstCertificate(pem: string): string | undefined {
  return CERTIFICATE.exec(pem)?.[0];
}

/** What is wrong with the first certificate of a PEM text. `now` is in milliseconds since 1970; without it any time is fine. */
export function certificateProblem(pem: string, now: number | undefined): CertificateProblem | undefined {
  const first = firstCertificate(pem);
  if (first === undefined) return 'missing';
  try {
    const { validFrom, validTo } = new X509Certificate(first);
    if (now !== undefined && now > Date.parse(validTo)) return 'expired';
    return now !== undefined && now < Date.parse(validFrom) ? 'not valid yet' : undefined;
  } catch {
    return 'unreadable'; // no certificate in that block
  }
}
