import { type Decoded, integer, list, map, object, string } from '../decode.js';
import { serverTls } from './server-tls.js';

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
        tls: serverTls,
      }),
    ),
  }),
});
export type GatewayBody = Decoded<typeof gateway>;
export type GatewaySpec = NonNullable<GatewayBody['spec']>;
