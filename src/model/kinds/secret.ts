import { type CertificateProblem, certificateProblem } from '../certificate.js';
import { type DecodeContext, type Decoder, map, object, string } from '../decode.js';

/** Takes any value, as a problem would show it. */
const hidden: Decoder<string> = (value) => (typeof value === 'string' ? value : '');
const shape = object({ type: string, data: map(hidden), stringData: map(hidden) });

/** Pairs of certificate and key that a gateway takes, the first one that is there. */
export const CERTIFICATE_KEYS = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;

/** Of a Secret only its type and which keys it has are kept; the values never leave the decoder. */
export interface SecretBody {
  readonly type?: string;
  readonly keys: ReadonlySet<string>;
  /**
   * What keeps a gateway from using it: no certificate with a key beside it, or one that is of no use. `now` is in milliseconds
   * since 1970. Looked at when asked, as few Secrets are.
   */
  readonly certificateProblem: (now: number | undefined) => CertificateProblem | undefined;
}

/** Secret of Kubernetes. https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
export const secret: Decoder<SecretBody> = (value: unknown, context: DecodeContext) => {
  const decoded = shape(value, context);
  if (!decoded) return undefined;
  const { type, data = {}, stringData = {} } = decoded;
  const keys = new Set([...Object.keys(data), ...Object.keys(stringData)]);
  const [certificate] = CERTIFICATE_KEYS.find((pair) => pair.every((key) => keys.has(key))) ?? [];
  const read = (key: string) => stringData[key] ?? Buffer.from(data[key] ?? '', 'base64').toString('latin1');
  return {
    ...(type !== undefined && { type }),
    keys,
    certificateProblem: (now) => (certificate === undefined ? 'missing' : certificateProblem(read(certificate), now)),
  };
};
