import { type Decoded, integer, list, map, object, string } from '../decode.js';

/** Spec of WorkloadGroup (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const workloadGroup = object({
  spec: object({
    metadata: object({ annotations: map(string), labels: map(string) }),
    probe: object({
      exec: object({ command: list(string) }),
      failureThreshold: integer,
      grpc: object({ port: integer, service: string }),
      httpGet: object({
        host: string,
        httpHeaders: list(object({ name: string, value: string })),
        path: string,
        port: integer,
        scheme: string,
      }),
      initialDelaySeconds: integer,
      periodSeconds: integer,
      successThreshold: integer,
      tcpSocket: object({ host: string, port: integer }),
      timeoutSeconds: integer,
    }),
    template: object({
      address: string,
      labels: map(string),
      locality: string,
      network: string,
      ports: map(integer),
      serviceAccount: string,
      weight: integer,
    }),
  }),
});
export type WorkloadGroupBody = Decoded<typeof workloadGroup>;
export type WorkloadGroupSpec = NonNullable<WorkloadGroupBody['spec']>;
