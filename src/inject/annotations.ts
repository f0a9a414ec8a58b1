import { isIP, isIPv4 } from 'node:net';
import { canonicalQuantity } from './quantity.js';

/** An annotation whose value injection refuses. */
export interface AnnotationProblem {
  readonly annotation: string;
  readonly value: string;
  readonly expected: string;
}

/** What is expected, and whether a value is that. */
type Check = readonly [expected: string, fits: (value: string) => boolean];

/** Items between commas; an empty text has none. */
const items = (value: string): readonly string[] => (value === '' ? [] : value.split(','));

function isCidr(text: string): boolean {
  const [, address = '', bits = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  return isIP(address) !== 0 && !address.includes('%') && Number(bits) <= (isIPv4(address) ? 32 : 128);
}

/** Blanks around a port don't matter. */
const isPort = (text: string): boolean => isUnsigned(text.trim(), 65_535);
const arePorts = (text: string): boolean => items(text.trim()).every(isPort);

function isUnsigned(text: string, max: number): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= max;
}

const all = (fits: (item: string) => boolean) => (value: string) => items(value).every(fits);
const orAll = (fits: (value: string) => boolean) => (value: string) => value === '*' || fits(value);

const CIDRS: Check = ['CIDRs such as 10.0.0.0/8 with commas between them', all(isCidr)];
const CIDRS_OR_ALL: Check = ['* or CIDRs such as 10.0.0.0/8 with commas between them', orAll(all(isCidr))];
const PORTS: Check = ['ports with commas between them', arePorts];
const PORTS_OR_ALL: Check = ['* or ports with commas between them', orAll(arePorts)];
const SECONDS: Check = ['a whole number from 0', (value) => isUnsigned(value, 4_294_967_295)];
const QUANTITY: Check = ['a quantity such as 100m or 128Mi', (value) => canonicalQuantity(value) !== undefined];
const INTERFACES: Check = [
  'names of interfaces with commas between them',
  all((name) => /^[^\s,/]{1,15}$/.test(name.trim())),
];
/** Spellings of Go's strconv.ParseBool. */
const BOOLEAN: Check = ['true or false', (value) => /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)];
const MODES: Check = ['REDIRECT, TPROXY or NONE', (value) => ['REDIRECT', 'TPROXY', 'NONE'].includes(value)];

/** What annotations of pods may say. https://istio.io/latest/docs/reference/config/annotations/ */
const CHECKS: Readonly<Record<string, Check>> = {
  'sidecar.istio.io/interceptionMode': MODES,
  'sidecar.istio.io/proxyCPU': QUANTITY,
  'sidecar.istio.io/proxyMemory': QUANTITY,
  'sidecar.istio.io/proxyCPULimit': QUANTITY,
  'sidecar.istio.io/proxyMemoryLimit': QUANTITY,
  'status.sidecar.istio.io/port': ['a port from 0 to 65535', isPort],
  'readiness.status.sidecar.istio.io/initialDelaySeconds': SECONDS,
  'readiness.status.sidecar.istio.io/periodSeconds': SECONDS,
  'readiness.status.sidecar.istio.io/failureThreshold': SECONDS,
  'traffic.sidecar.istio.io/includeOutboundIPRanges': CIDRS_OR_ALL,
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': CIDRS,
  'traffic.sidecar.istio.io/includeInboundPorts': PORTS_OR_ALL,
  'traffic.sidecar.istio.io/excludeInboundPorts': PORTS,
  'traffic.sidecar.istio.io/excludeOutboundPorts': PORTS,
  'traffic.sidecar.istio.io/excludeInterfaces': INTERFACES,
  'traffic.sidecar.istio.io/kubevirtInterfaces': INTERFACES,
  'istio.io/reroute-virtual-interfaces': INTERFACES,
  'prometheus.istio.io/merge-metrics': BOOLEAN,
};

/** The annotations of a pod that injection refuses, in the order of their names. */
export function checkAnnotations(annotations: Readonly<Record<string, string>>): AnnotationProblem[] {
  return Object.keys(CHECKS)
    .filter((name) => Object.hasOwn(annotations, name))
    .sort()
    .flatMap((annotation) => {
      const value = annotations[annotation] ?? '';
      const check = CHECKS[annotation];
      return !check || check[1](value) ? [] : [{ annotation, value, expected: check[0] }];
    });
}

/** A boolean as Go's strconv.ParseBool reads it; undefined for other texts. */
export function parseBoolean(text: string | undefined): boolean | undefined {
  if (text === undefined || !BOOLEAN[1](text)) return undefined;
  return /^[1tT]/.test(text);
}

export const isFalse = (text: string | undefined): boolean => parseBoolean(text) === false;
