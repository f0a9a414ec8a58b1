import type { MessageType } from './types.js';

/** Findings about Gateways, and about what Sidecars and EnvoyFilters leave out. */
export const gatewayMessages = {
  MW0050: {
    name: 'GatewayHostUnrouted',
    severity: 'warning',
    text: ({ host, port, answer }) => `no VirtualService on this Gateway routes ${host}: on port ${port} ${answer}`,
    explain:
      'A Gateway opens a port for its hosts; where requests go is said by VirtualServices that name the Gateway in `gateways` and have a host in common ' +
      'with the server. Without any, clients get 404, or a closed connection for TLS that is passed through.\n\n' +
      'Write a VirtualService with `gateways: [namespace/name]` and this host, correct its hosts or gateways, or remove the host from the server. ' +
      'A host with a namespace in front (`prod/shop.example.com`) takes VirtualServices of that namespace only.',
  },
  MW0051: {
    name: 'VirtualServiceHiddenFromGateway',
    severity: 'error',
    text: ({ gateway, namespaces }) =>
      `Gateway ${gateway} does not see this VirtualService: its pods are in ${namespaces}, to which it is not exported`,
    explain:
      'A gateway takes the VirtualServices that are exported to the namespace in which its pods run, which is often another one than that of the ' +
      'Gateway resource or of the application. This one is not, so its routes do not exist there.\n\n' +
      'Add the namespace of the pods to `exportTo`, or remove `exportTo`.',
  },
  MW0052: {
    name: 'GatewayHostTaken',
    severity: 'warning',
    text: ({ gateway, host, owner }) =>
      `no request for ${host} on ${gateway} gets here: VirtualService ${owner} comes first, and has a route for everything`,
    explain:
      'On a gateway, the routes of several VirtualServices for one host follow each other, the oldest VirtualService first (by name where they are of one ' +
      'age). One with a route without conditions takes all requests, and those behind it get none.\n\n' +
      'Keep the route without conditions for the last: put all routes of a host into one VirtualService, or let it delegate to the others.',
  },
  MW0053: {
    name: 'GatewayPortUnserved',
    severity: 'warning',
    text: ({ port, ports }) => `the Service before the gateway's pods has no port ${port}; it has ${ports}`,
    explain:
      'The Gateway makes its pods listen on a port that their Service does not lead to, so nobody outside reaches it.\n\n' +
      'Add the port to the Service, or use one that it has.',
  },
  MW0054: {
    name: 'SidecarHidesHost',
    severity: 'warning',
    text: ({ host, owner, virtualService }) =>
      `the egress hosts leave out ${host} of namespace ${owner}, so workloads here do not go by VirtualService ${virtualService}`,
    explain:
      'A Sidecar without a selector says which hosts the workloads of its namespace know. VirtualService and service both have to be among them: the pattern ' +
      'is compared with the namespace and host of each. Otherwise requests for the host go out without its routes, or are refused where only registered ' +
      'hosts may be reached.\n\n' +
      'Add the host, e.g. `hosts: ["./*", "payments/api.payments.svc.cluster.local"]`, together with `./*` for VirtualServices of the own namespace.',
  },
  MW0055: {
    name: 'SidecarHidesVirtualService',
    severity: 'warning',
    text: ({ host, virtualService }) =>
      `the egress hosts take ${host} and leave out its VirtualService ${virtualService}: requests go out without its routes`,
    explain:
      'A Sidecar picks services and VirtualServices alike by `namespace/host`, and the namespace is that of the resource itself. Where the VirtualService stands ' +
      'in another namespace than its service, taking that of the service is not enough.\n\n' +
      'Add the host under the namespace of the VirtualService: `hosts: ["payments/api.payments.svc.cluster.local", "routes/api.payments.svc.cluster.local"]`.',
  },
  MW0080: {
    name: 'EnvoyFilterMatchesNothing',
    severity: 'warning',
    text: ({ patch, why }) => `configPatches[${patch}] matches nothing: ${why}`,
    explain:
      'A patch changes what its match finds in the configuration of a proxy. It finds nothing here, and Istio says nothing about that: the patch is ' +
      'skipped.\n\n' +
      'Correct the field that the message names. `meshwright proxy-config` shows what there is: clusters are named by the full host of their service, virtual ' +
      'hosts are called HOST:PORT, Gateways NAMESPACE/NAME.',
  },
  MW0090: {
    name: 'DeprecatedField',
    severity: 'info',
    text: ({ field, becomes }) => `${field} is deprecated; the new spelling is ${becomes}`,
    explain:
      'The field still works, and has a newer spelling that means the same. New options are added to the latter only, and the old one may go with a later ' +
      'release.\n\n' +
      'Write the new spelling; `meshwright analyze --fix` does it in place.',
  },
  MW0091: {
    name: 'DeprecatedVersion',
    severity: 'info',
    text: ({ version, newest }) => `version ${version} is served for old manifests; write ${newest}`,
    explain:
      'The API of this kind is stable as v1, and all versions have the same fields. The older versions are kept so that manifests of before go on working.\n\n' +
      'Change apiVersion to v1; `meshwright analyze --fix` does it in place.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
