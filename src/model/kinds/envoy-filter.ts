import { anything, type Decoded, enumeration, integer, list, map, object, string } from '../decode.js';

const filter = object({ name: string, subFilter: object({ name: string }) });

/** Spec of EnvoyFilter (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const envoyFilter = object({
  spec: object({
    configPatches: list(
      object({
        applyTo: enumeration(
          'INVALID',
          'LISTENER',
          'FILTER_CHAIN',
          'NETWORK_FILTER',
          'HTTP_FILTER',
          'ROUTE_CONFIGURATION',
          'VIRTUAL_HOST',
          'HTTP_ROUTE',
          'CLUSTER',
          'EXTENSION_CONFIG',
          'BOOTSTRAP',
          'LISTENER_FILTER',
        ),
        match: object({
          cluster: object({ name: string, portNumber: integer, service: string, subset: string }),
          context: enumeration('ANY', 'SIDECAR_INBOUND', 'SIDECAR_OUTBOUND', 'GATEWAY', 'WAYPOINT'),
          listener: object({
            filterChain: object({
              applicationProtocols: string,
              destinationPort: integer,
              filter: filter,
              name: string,
              sni: string,
              transportProtocol: string,
            }),
            listenerFilter: string,
            name: string,
            portName: string,
            portNumber: integer,
          }),
          proxy: object({ metadata: map(string), proxyVersion: string }),
          routeConfiguration: object({
            gateway: string,
            name: string,
            portName: string,
            portNumber: integer,
            vhost: object({
              domainName: string,
              name: string,
              route: object({ action: enumeration('ANY', 'ROUTE', 'REDIRECT', 'DIRECT_RESPONSE'), name: string }),
            }),
          }),
          waypoint: object({ filter: filter, portNumber: integer, route: object({ name: string }) }),
        }),
        patch: object({
          filterClass: enumeration('UNSPECIFIED', 'AUTHN', 'AUTHZ', 'STATS'),
          operation: enumeration(
            'INVALID',
            'MERGE',
            'ADD',
            'REMOVE',
            'INSERT_BEFORE',
            'INSERT_AFTER',
            'INSERT_FIRST',
            'REPLACE',
          ),
          value: anything,
        }),
      }),
    ),
    priority: integer,
    targetRefs: list(object({ group: string, kind: string, name: string, namespace: string })),
    workloadSelector: object({ labels: map(string) }),
  }),
});
export type EnvoyFilterBody = Decoded<typeof envoyFilter>;
export type EnvoyFilterSpec = NonNullable<EnvoyFilterBody['spec']>;
