import type { MessageType } from './types.js';

/** Findings about policies and mutual TLS. */
export const securityMessages = {
  MW0060: {
    name: 'PolicyNeverMatches',
    severity: 'warning',
    text: ({ rule, why }) => `rules[${rule}] can't be met this way: ${why}`,
    explain:
      'All conditions inside of one source or operation have to hold together, as have all entries of `when`. These exclude each other, so no request meets ' +
      'them: an ALLOW rule lets nobody in, a DENY rule keeps nobody out.\n\n' +
      'Entries of `from` and of `to` are alternatives: write conditions that are meant as such into entries of their own.',
  },
  MW0061: {
    name: 'PolicyValueNeverMatches',
    severity: 'warning',
    text: ({ field, value, instead }) => `no request has ${value} among ${field}; write ${instead}`,
    explain:
      'Paths of requests begin with a slash, methods are written in capitals, and hosts are names without scheme or path. A value of another shape ' +
      'is compared as it stands and never fits.\n\n' +
      'Correct the value: `/admin*`, `GET`, `shop.example.com`.',
  },
  MW0062: {
    name: 'PolicyPortOfService',
    severity: 'warning',
    text: ({ port, service, target }) =>
      `nothing listens on port ${port} of the workload: Service ${service} leads from it to port ${target}, which is the one to name`,
    explain:
      'Policies are enforced by the proxy of the workload, which sees the port of the container (`targetPort`), not the port of the Service. A rule for the ' +
      'latter never applies: an ALLOW rule lets nobody in, and a DENY rule or an exception from mutual TLS has no effect.\n\n' +
      'Write the target port.',
  },
  MW0063: {
    name: 'PolicyAllowsNothing',
    severity: 'info',
    text: () =>
      'an ALLOW policy without rules allows nothing: every request that no other ALLOW policy takes is refused',
    explain:
      'As soon as any ALLOW policy is for a workload, only requests that some rule of an ALLOW policy matches get in. A policy without rules matches none: it ' +
      'is a way to deny everything, and no way to allow it.\n\n' +
      'To allow everything write `rules: [{}]`. To deny everything, write `spec: {}`, which is the usual way to say it.',
  },
  MW0064: {
    name: 'SelectorSelectsNothing',
    severity: 'warning',
    text: ({ selector, namespace }) =>
      `no workload of namespace ${namespace} has the labels ${selector}: it has no effect`,
    explain:
      'The selector is compared with the labels of pods in the namespace of the resource. The input has workloads of the namespace, and none has these labels. ' +
      'For a policy that is meant to protect something, this means that it does not.\n\n' +
      'Correct the labels (those of `spec.template.metadata.labels` count, not those of the Deployment), or move the resource to the namespace of ' +
      'the workload.',
  },
  MW0065: {
    name: 'TokenNotRequired',
    severity: 'warning',
    text: () =>
      'requests without a token get in: no AuthorizationPolicy for these workloads asks for a request principal',
    explain:
      'A RequestAuthentication refuses requests whose token is bad. A request without any token is no bad one: it passes, without an identity. What makes a ' +
      'token necessary is an AuthorizationPolicy.\n\n' +
      'Add one for the same workloads, e.g. `action: DENY` with `rules: [{from: [{source: {notRequestPrincipals: ["*"]}}]}]`, or ALLOW rules with ' +
      '`requestPrincipals: ["ISSUER/*"]`. Leave out with `notPaths` what is to be reached without.',
  },
  MW0066: {
    name: 'TokenNotChecked',
    severity: 'warning',
    text: ({ rule, action }) =>
      `rules[${rule}] goes by a token, and no RequestAuthentication checks one on these workloads: no request meets it, and the ${action} has no effect`,
    explain:
      'Request principals and claims come from a token that a RequestAuthentication has checked on the workload itself. Where none does, no request has any, ' +
      'whatever token it carries: ALLOW rules that ask for them let nobody in.\n\n' +
      'Add a RequestAuthentication whose selector takes the same workloads.',
  },
  MW0067: {
    name: 'AllowRuleOnTcpPort',
    severity: 'warning',
    text: ({ rule, port, service }) =>
      `rules[${rule}] allows nothing on port ${port} of ${service}, which is TCP: it asks for something that only requests have`,
    explain:
      'On a port that is not HTTP the proxy sees connections, and no methods, paths, hosts, headers or tokens. An ALLOW rule that asks for one of them is ' +
      'left out there, so that, if no other rule allows them, all connections to the port are refused.\n\n' +
      'Write a rule of its own for the port, with `ports` and conditions on the source only, and give the other rules the HTTP ports.',
  },
  MW0068: {
    name: 'DenyRuleOnTcpPort',
    severity: 'warning',
    text: ({ rule, port, service, action }) =>
      `rules[${rule}] of this ${action} policy takes more than it says on port ${port} of ${service}, which is TCP: its conditions on requests are left out there`,
    explain:
      'On a port that is not HTTP the proxy sees connections, and no methods, paths, hosts, headers or tokens. A DENY rule goes without such conditions ' +
      'there, to be on the safe side: a rule against POST on /admin refuses every connection to a TCP port of the same workloads.\n\n' +
      'Add the HTTP ports to the operation, e.g. `to: [{operation: {ports: ["8080"], paths: ["/admin*"]}}]`.',
  },
  MW0070: {
    name: 'MutualTlsRefused',
    severity: 'error',
    text: ({ host, mode }) =>
      `workloads behind ${host} take only mutual TLS of the mesh (STRICT), and clients are told to use ${mode}: their connections are refused`,
    explain:
      'A PeerAuthentication demands mutual TLS, and this DestinationRule tells clients to send plain text (DISABLE) or TLS without the certificates of the ' +
      'mesh (SIMPLE). Every request fails with 503 (UC or UF).\n\n' +
      'Remove `tls` from the DestinationRule, so that clients use mutual TLS by themselves, or write `mode: ISTIO_MUTUAL`. If the port must be open to ' +
      'others, make it PERMISSIVE with `portLevelMtls`.',
  },
  MW0071: {
    name: 'MutualTlsWithoutSidecar',
    severity: 'error',
    text: ({ host, workload }) =>
      `clients are told to use mutual TLS with ${host}, and ${workload} behind it has no sidecar that could answer`,
    explain:
      '`mode: ISTIO_MUTUAL` makes clients use mutual TLS of the mesh whatever is on the other side. The workloads behind the host have no proxy, so the ' +
      'handshake fails, with 503 (UF).\n\n' +
      'Remove `tls`: clients then use mutual TLS where there is a sidecar, and plain text elsewhere. Or give the workloads a sidecar.',
  },
  MW0072: {
    name: 'StrictWithoutSidecar',
    severity: 'warning',
    text: ({ namespace, workloads }) =>
      `mutual TLS is demanded in namespace ${namespace}, and there is no sidecar in ${workloads}: they take plain text, and can't call the others`,
    explain:
      "A PeerAuthentication is enforced by the proxy of the workload. One without a proxy is not protected by it; and as it can't speak mutual TLS, " +
      'all workloads under a STRICT policy refuse its connections.\n\n' +
      'Let it be injected (label the namespace `istio-injection: enabled`, remove `sidecar.istio.io/inject: "false"`), or make the ports ' +
      'that it calls PERMISSIVE.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
