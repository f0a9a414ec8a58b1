import type { MessageType } from './types.js';

/** Findings about Services, ServiceEntries and their ports. */
export const serviceMessages = {
  MW0040: {
    name: 'PortNameContradicted',
    severity: 'warning',
    text: ({ port, name, appProtocol }) =>
      `port ${port} is named ${name} and has appProtocol ${appProtocol}: the latter counts, and the name says something else`,
    explain:
      'Istio takes the protocol of a port from appProtocol, and from the name up to the first dash only where there is none. Here the two disagree, so ' +
      'whoever reads the name expects other routing, metrics and policies than there are.\n\n' +
      'Let both say the same: `name: http-web` with `appProtocol: http`, or `name: tcp-web` with `appProtocol: tcp`.',
  },
  MW0041: {
    name: 'PortNamedAgainstNumber',
    severity: 'warning',
    text: ({ port, said, usual }) =>
      `port ${port} is declared as ${said}, and ${usual} is what is spoken there: proxies read its bytes the wrong way`,
    explain:
      'Proxies treat the bytes of a port as its name or appProtocol says. A port 443 that is declared as HTTP makes every sidecar expect plain HTTP on port ' +
      '443, also for hosts outside of the mesh, whose TLS connections then fail; a database on a port that is declared as HTTP gets no ' +
      'connection at all.\n\n' +
      'Declare what is really spoken: `https` or `tls` on 443, `tcp` (or `mysql`, `redis`, `mongo`) for databases. If it is plain HTTP, use another port number.',
  },
  MW0042: {
    name: 'PortProtocolsDiffer',
    severity: 'warning',
    text: ({ port, said, other, otherSaid }) =>
      `port ${port} of the workload is ${said} here, and ${otherSaid} by Service ${other}, which decides as it is older or comes first by name`,
    explain:
      'Two Services lead to one port of the same pods and declare different protocols. The sidecar of the pods can treat the port in one way only: the ' +
      'oldest Service decides, so traffic through the other is read wrongly, or loses routing, metrics and policies for HTTP.\n\n' +
      'Declare the same protocol in both Services, or use different target ports.',
  },
  MW0043: {
    name: 'PortNamedAgainstContainer',
    severity: 'warning',
    text: ({ port, said, container }) =>
      `port ${port} is declared as ${said}, and leads to a container port that is named ${container}`,
    explain:
      'The name of the Service port tells proxies what to speak, and the container port behind it is named for another protocol. gRPC on a port that is ' +
      'declared as plain HTTP is sent to the container as HTTP/1.1 and fails; HTTP on a TCP port has no routing and no HTTP metrics.\n\n' +
      'Name the Service port for what the container speaks, e.g. `grpc-api`, or correct the name of the container port.',
  },
  MW0044: {
    name: 'ServiceEntryOverlap',
    severity: 'warning',
    text: ({ host, other }) => `${other} has the host ${host} too: clients that see both go by one of them only`,
    explain:
      'A namespace sees one owner of a host: its own ServiceEntry or Service, else that of the first namespace (the oldest one). Ports, endpoints and ' +
      'resolution of the other do not count there. In one namespace the first decides about a port that both have.\n\n' +
      'Put everything into one ServiceEntry, or set `exportTo` so that no namespace sees two. A host of a Service needs no ServiceEntry: ' +
      'for workloads outside of Kubernetes, write WorkloadEntries that its selector takes.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
