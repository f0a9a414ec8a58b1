import { anything, type Decoded, enumeration, integer, list, map, object, string } from '../decode.js';

const targetRef = object({ group: string, kind: string, name: string, namespace: string });

/** Spec of WasmPlugin (extensions.istio.io). https://istio.io/latest/docs/reference/config/ */
export const wasmPlugin = object({
  spec: object({
    failStrategy: enumeration('FAIL_CLOSE', 'FAIL_OPEN', 'FAIL_RELOAD'),
    imagePullPolicy: enumeration('UNSPECIFIED_POLICY', 'IfNotPresent', 'Always'),
    imagePullSecret: string,
    match: list(
      object({
        mode: enumeration('UNDEFINED', 'CLIENT', 'SERVER', 'CLIENT_AND_SERVER'),
        ports: list(object({ number: integer })),
      }),
    ),
    phase: enumeration('UNSPECIFIED_PHASE', 'AUTHN', 'AUTHZ', 'STATS'),
    pluginConfig: anything,
    pluginName: string,
    priority: integer,
    selector: object({ matchLabels: map(string) }),
    sha256: string,
    targetRef: targetRef,
    targetRefs: list(targetRef),
    type: enumeration('UNSPECIFIED_PLUGIN_TYPE', 'HTTP', 'NETWORK'),
    url: string,
    verificationKey: string,
    vmConfig: object({ env: list(object({ name: string, value: string, valueFrom: enumeration('INLINE', 'HOST') })) }),
  }),
});
export type WasmPluginBody = Decoded<typeof wasmPlugin>;
export type WasmPluginSpec = NonNullable<WasmPluginBody['spec']>;
