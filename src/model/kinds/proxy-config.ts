import { type Decoded, integer, map, object, string } from '../decode.js';

/** Spec of ProxyConfig (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const proxyConfig = object({
  spec: object({
    concurrency: integer,
    environmentVariables: map(string),
    image: object({ imageType: string }),
    selector: object({ matchLabels: map(string) }),
  }),
});
export type ProxyConfigBody = Decoded<typeof proxyConfig>;
export type ProxyConfigSpec = NonNullable<ProxyConfigBody['spec']>;
