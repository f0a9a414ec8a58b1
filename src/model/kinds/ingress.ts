import { type Decoded, integer, list, object, string } from '../decode.js';

const backend = object({ service: object({ name: string, port: object({ name: string, number: integer }) }) });

/** Ingress. https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/ */
export const ingress = object({
  spec: object({
    ingressClassName: string,
    tls: list(object({ hosts: list(string), secretName: string })),
    rules: list(
      object({
        host: string,
        http: object({ paths: list(object({ path: string, pathType: string, backend })) }),
      }),
    ),
  }),
});
export type IngressBody = Decoded<typeof ingress>;
export type IngressSpec = NonNullable<IngressBody['spec']>;
export type IngressBackend = Decoded<typeof backend>;

/** IngressClass. https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-class-v1/ */
export const ingressClass = object({ spec: object({ controller: string }) });
export type IngressClassBody = Decoded<typeof ingressClass>;
