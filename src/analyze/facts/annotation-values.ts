import { decodeProxySettings } from '../../mesh/mesh-config.js';
import { formatPath } from '../../model/resource.js';
import { isCidr } from '../validation/syntax.js';

type ParseYaml = (text: string) => unknown;
/** What is wrong with a value, undefined when nothing is. */
type Check = (value: string, parseYaml: ParseYaml) => string | undefined;

/** https://pkg.go.dev/strconv#ParseBool */
const BOOLEAN = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

const boolean: Check = (value) => (BOOLEAN.test(value) ? undefined : `${quote(value)} is neither true nor false`);
const quantity: Check = (value) =>
  QUANTITY.test(value) ? undefined : `${quote(value)} is no quantity such as 100m or 1Gi`;

function number(max: number): Check {
  return (value) =>
    /^\d+$/.test(value) && Number(value) <= max ? undefined : `${quote(value)} is no whole number from 0 to ${max}`;
}

const networks: Check = (value) => {
  const wrong = value === '' ? undefined : value.split(',').find((part) => !isCidr(part));
  return wrong === undefined ? undefined : `${quote(wrong)} is no network such as 10.0.0.0/8`;
};

const ports: Check = (value) => {
  const wrong = value.trim() === '' ? undefined : value.split(',').find((part) => !isPortText(part.trim()));
  return wrong === undefined ? undefined : `${quote(wrong)} is no port`;
};

function isPortText(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) <= 65535;
}

function orAll(check: Check): Check {
  return (value, parseYaml) => (value === '*' ? undefined : check(value, parseYaml));
}

const interception: Check = (value) =>
  ['REDIRECT', 'TPROXY', 'NONE'].includes(value) ? undefined : `${quote(value)} is none of REDIRECT, TPROXY, NONE`;

const proxyConfig: Check = (value, parseYaml) => {
  const first = decodeProxySettings(parseYaml(value)).problems[0];
  if (!first) return undefined;
  const field = formatPath(first.path);
  return `${field ? `${field}: ` : ''}${first.expected} was expected, found ${first.found}`;
};

/** Values that the injector checks. https://istio.io/latest/docs/reference/config/annotations/ */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['sidecar.istio.io/interceptionMode', interception],
  ['sidecar.istio.io/proxyCPU', quantity],
  ['sidecar.istio.io/proxyCPULimit', quantity],
  ['sidecar.istio.io/proxyMemory', quantity],
  ['sidecar.istio.io/proxyMemoryLimit', quantity],
  ['proxy.istio.io/config', proxyConfig],
  ['prometheus.istio.io/merge-metrics', boolean],
  ['status.sidecar.istio.io/port', number(65535)],
  ['readiness.status.sidecar.istio.io/initialDelaySeconds', number(2 ** 32 - 1)],
  ['readiness.status.sidecar.istio.io/periodSeconds', number(2 ** 32 - 1)],
  ['readiness.status.sidecar.istio.io/failureThreshold', number(2 ** 32 - 1)],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', orAll(networks)],
  ['traffic.sidecar.istio.io/excludeOutboundIPRanges', networks],
  ['traffic.sidecar.istio.io/includeInboundPorts', orAll(ports)],
  ['traffic.sidecar.istio.io/excludeInboundPorts', ports],
  ['traffic.sidecar.istio.io/excludeOutboundPorts', ports],
]);

/** Why the injector refuses the value of an annotation; undefined when it takes it, or doesn't look. */
export function annotationProblem(annotation: string, value: string, parseYaml: ParseYaml): string | undefined {
  return CHECKS.get(annotation)?.(value, parseYaml);
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}
