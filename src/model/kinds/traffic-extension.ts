import { anything, type Decoded, enumeration, integer, list, map, object, string } from '../decode.js';

/** Spec of TrafficExtension (extensions.istio.io). https://istio.io/latest/docs/reference/config/ */
export const trafficExtension = object({
  spec: object({
    lua: object({ inlineCode: string }),
    match: list(
      object({
        mode: enumeration('UNDEFINED', 'CLIENT', 'SERVER', 'CLIENT_AND_SERVER'),
        ports: list(object({ number: integer })),
      }),
    ),
    phase: enumeration('UNSPECIFIED', 'AUTHN', 'AUTHZ', 'STATS'),
    priority: integer,
    selector: object({ matchLabels: map(string) }),
    targetRefs: list(object({ group: string, kind: string, name: string, namespace: string })),
    wasm: object({
      failStrategy: enumeration('FAIL_CLOSE', 'FAIL_OPEN', 'FAIL_RELOAD'),
      imagePullPolicy: enumeration('UNSPECIFIED_POLICY', 'IfNotPresent', 'Always'),
      imagePullSecret: string,
      pluginConfig: anything,
      pluginName: string,
      sha256: string,
      type: enumeration('UNSPECIFIED_PLUGIN_TYPE', 'HTTP', 'NETWORK'),
      url: string,
      verificationKey: string,
      vmConfig: object({
        env: list(object({ name: string, value: string, valueFrom: enumeration('INLINE', 'HOST') })),
      }),
    }),
  }),
});
export type TrafficExtensionBody = Decoded<typeof trafficExtension>;
export type TrafficExtensionSpec = NonNullable<TrafficExtensionBody['spec']>;
