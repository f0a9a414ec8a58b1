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
import { connectionPool } from './connection-pool.js';

const retryBudget = object({ minRetryConcurrency: integer, percent: number });
const mode = enumeration('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL');
const tunnel = object({ protocol: string, targetHost: string, targetPort: integer });
const warmup = object({ aggression: number, duration: durationText, minimumPercent: number });
const simple = enumeration('UNSPECIFIED', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'ROUND_ROBIN', 'LEAST_REQUEST');
const httpCookie = object({
  attributes: list(object({ name: string, value: string })),
  name: string,
  path: string,
  ttl: durationText,
});
export const localityLbSetting = object({
  distribute: list(object({ from: string, to: map(integer) })),
  enabled: boolean,
  failover: list(object({ from: string, to: string })),
  failoverPriority: list(string),
});
const tls = object({
  caCertificates: string,
  caCrl: string,
  clientCertificate: string,
  credentialName: string,
  insecureSkipVerify: boolean,
  mode: mode,
  privateKey: string,
  sni: string,
  subjectAltNames: list(string),
});
const consistentHash = object({
  httpCookie: httpCookie,
  httpHeaderName: string,
  httpQueryParameterName: string,
  maglev: object({ tableSize: integer }),
  minimumRingSize: integer,
  ringHash: object({ minimumRingSize: integer }),
  useSourceIp: boolean,
});
const loadBalancer = object({
  consistentHash: consistentHash,
  localityLbSetting: localityLbSetting,
  simple: simple,
  warmup: warmup,
  warmupDurationSecs: durationText,
});
const outlierDetection = object({
  baseEjectionTime: durationText,
  consecutive5xxErrors: integer,
  consecutiveErrors: integer,
  consecutiveGatewayErrors: integer,
  consecutiveLocalOriginFailures: integer,
  interval: durationText,
  maxEjectionPercent: integer,
  minHealthPercent: integer,
  splitExternalLocalOriginErrors: boolean,
});
const portLevelSettings = object({
  connectionPool,
  loadBalancer: loadBalancer,
  outlierDetection: outlierDetection,
  port: object({ number: integer }),
  tls: tls,
});
const trafficPolicy = object({
  connectionPool,
  loadBalancer: loadBalancer,
  outlierDetection: outlierDetection,
  portLevelSettings: list(portLevelSettings),
  proxyProtocol: object({ version: enumeration('V1', 'V2') }),
  retryBudget: retryBudget,
  tls: tls,
  tunnel: tunnel,
});

/** Spec of DestinationRule (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const destinationRule = object({
  spec: object({
    exportTo: list(string),
    host: string,
    subsets: list(object({ labels: map(string), name: string, trafficPolicy: trafficPolicy })),
    trafficPolicy: trafficPolicy,
    workloadSelector: object({ matchLabels: map(string) }),
  }),
});
export type DestinationRuleBody = Decoded<typeof destinationRule>;
export type DestinationRuleSpec = NonNullable<DestinationRuleBody['spec']>;
export type TrafficPolicySpec = NonNullable<DestinationRuleSpec['trafficPolicy']>;
export type SubsetSpec = NonNullable<DestinationRuleSpec['subsets']>[number];
