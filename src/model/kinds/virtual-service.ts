import {
  boolean,
  type Decoded,
  durationText,
  enumeration,
  integer,
  list,
  map,
  number,
  object,
  string,
} from '../decode.js';

const stringMatch = object({ exact: string, prefix: string, regex: string });
const headerOperations = object({ add: map(string), remove: list(string), set: map(string) });
const destination = object({ host: string, port: object({ number: integer }), subset: string });
const routeDestination = object({ destination: destination, weight: integer });

/** Spec of VirtualService (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const virtualService = object({
  spec: object({
    exportTo: list(string),
    gateways: list(string),
    hosts: list(string),
    http: list(
      object({
        corsPolicy: object({
          allowCredentials: boolean,
          allowHeaders: list(string),
          allowMethods: list(string),
          allowOrigin: list(string),
          allowOrigins: list(stringMatch),
          exposeHeaders: list(string),
          maxAge: durationText,
          unmatchedPreflights: enumeration('UNSPECIFIED', 'FORWARD', 'IGNORE'),
        }),
        delegate: object({ name: string, namespace: string }),
        directResponse: object({ body: object({ bytes: string, string: string }), status: integer }),
        fault: object({
          abort: object({
            grpcStatus: string,
            http2Error: string,
            httpStatus: integer,
            percentage: object({ value: number }),
          }),
          delay: object({
            exponentialDelay: durationText,
            fixedDelay: durationText,
            percent: integer,
            percentage: object({ value: number }),
          }),
        }),
        headers: object({ request: headerOperations, response: headerOperations }),
        match: list(
          object({
            authority: stringMatch,
            gateways: list(string),
            headers: map(stringMatch),
            ignoreUriCase: boolean,
            method: stringMatch,
            name: string,
            port: integer,
            queryParams: map(stringMatch),
            scheme: stringMatch,
            sourceLabels: map(string),
            sourceNamespace: string,
            statPrefix: string,
            uri: stringMatch,
            withoutHeaders: map(stringMatch),
          }),
        ),
        mirror: destination,
        mirror_percent: integer,
        mirrorPercent: integer,
        mirrorPercentage: object({ value: number }),
        mirrors: list(object({ destination: destination, percentage: object({ value: number }) })),
        name: string,
        redirect: object({
          authority: string,
          derivePort: enumeration('FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT'),
          port: integer,
          redirectCode: integer,
          scheme: string,
          uri: string,
        }),
        retries: object({
          attempts: integer,
          backoff: durationText,
          perTryTimeout: durationText,
          retryIgnorePreviousHosts: boolean,
          retryOn: string,
          retryRemoteLocalities: boolean,
        }),
        rewrite: object({
          authority: string,
          uri: string,
          uriRegexRewrite: object({ match: string, rewrite: string }),
        }),
        route: list(
          object({
            destination: destination,
            headers: object({ request: headerOperations, response: headerOperations }),
            weight: integer,
          }),
        ),
        timeout: durationText,
      }),
    ),
    tcp: list(
      object({
        match: list(
          object({
            destinationSubnets: list(string),
            gateways: list(string),
            port: integer,
            sourceLabels: map(string),
            sourceNamespace: string,
            sourceSubnet: string,
          }),
        ),
        route: list(routeDestination),
      }),
    ),
    tls: list(
      object({
        match: list(
          object({
            destinationSubnets: list(string),
            gateways: list(string),
            port: integer,
            sniHosts: list(string),
            sourceLabels: map(string),
            sourceNamespace: string,
          }),
        ),
        route: list(routeDestination),
      }),
    ),
  }),
});
export type VirtualServiceBody = Decoded<typeof virtualService>;
export type VirtualServiceSpec = NonNullable<VirtualServiceBody['spec']>;
export type StringMatch = Decoded<typeof stringMatch>;
export type Destination = Decoded<typeof destination>;
export type HeaderOperations = Decoded<typeof headerOperations>;
export type HttpRule = NonNullable<VirtualServiceSpec['http']>[number];
export type HttpMatch = NonNullable<HttpRule['match']>[number];
export type HttpRouteDestination = NonNullable<HttpRule['route']>[number];
export type RouteDestination = Decoded<typeof routeDestination>;
export type TcpRule = NonNullable<VirtualServiceSpec['tcp']>[number];
export type TcpMatch = NonNullable<TcpRule['match']>[number];
export type TlsRule = NonNullable<VirtualServiceSpec['tls']>[number];
export type TlsMatch = NonNullable<TlsRule['match']>[number];
