import { boolean, type Decoded, enumeration, integer, list, map, object, string } from '../decode.js';

const maxProtocolVersion = enumeration('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3');

/** Spec of Gateway (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const gateway = object({
  spec: object({
    selector: map(string),
    servers: list(
      object({
        bind: string,
        defaultEndpoint: string,
        hosts: list(string),
        name: string,
        port: object({ name: string, number: integer, protocol: string, targetPort: integer }),
        tls: object({
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
        }),
      }),
    ),
  }),
});
export type GatewayBody = Decoded<typeof gateway>;
export type GatewaySpec = NonNullable<GatewayBody['spec']>;
