import { type Decoded, enumeration, list, map, object, string } from '../decode.js';

const targetRef = object({ group: string, kind: string, name: string, namespace: string });

/** Spec of AuthorizationPolicy (security.istio.io). https://istio.io/latest/docs/reference/config/ */
export const authorizationPolicy = object({
  spec: object({
    action: enumeration('ALLOW', 'DENY', 'AUDIT', 'CUSTOM'),
    provider: object({ name: string }),
    rules: list(
      object({
        from: list(
          object({
            source: object({
              ipBlocks: list(string),
              namespaces: list(string),
              notIpBlocks: list(string),
              notNamespaces: list(string),
              notPrincipals: list(string),
              notRemoteIpBlocks: list(string),
              notRequestPrincipals: list(string),
              notServiceAccounts: list(string),
              notTrustDomains: list(string),
              principals: list(string),
              remoteIpBlocks: list(string),
              requestPrincipals: list(string),
              serviceAccounts: list(string),
              trustDomains: list(string),
            }),
          }),
        ),
        to: list(
          object({
            operation: object({
              hosts: list(string),
              methods: list(string),
              notHosts: list(string),
              notMethods: list(string),
              notPaths: list(string),
              notPorts: list(string),
              paths: list(string),
              ports: list(string),
            }),
          }),
        ),
        when: list(object({ key: string, notValues: list(string), values: list(string) })),
      }),
    ),
    selector: object({ matchLabels: map(string) }),
    targetRef: targetRef,
    targetRefs: list(targetRef),
  }),
});
export type AuthorizationPolicyBody = Decoded<typeof authorizationPolicy>;
export type AuthorizationPolicySpec = NonNullable<AuthorizationPolicyBody['spec']>;
