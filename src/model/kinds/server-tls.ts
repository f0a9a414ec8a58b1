import { boolean, enumeration, list, object, string } from '../decode.js';

const maxProtocolVersion = enumeration('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3');

/** TLS that a server asks for, of a Gateway or a Sidecar's ingress listener. */
export const serverTls = object({
  caCertCredentialName: string,
  caCertificates: string,
  caCrl: string,
  cipherSuites: list(string),
  credentialName: string,
  credentialNames: list(string),
  httpsRedirect: boolean,
  maxProtocolVersion: maxProtocolVersion,
  minProtocolVersion: maxProtocolVersion,
  mode: enumeration('PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'),
  privateKey: string,
  serverCertificate: string,
  subjectAltNames: list(string),
  tlsCertificates: list(object({ caCertificates: string, privateKey: string, serverCertificate: string })),
  verifyCertificateHash: list(string),
  verifyCertificateSpki: list(string),
});
