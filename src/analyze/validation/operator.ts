import { isObject } from '../../model/decode.js';
import type { Path } from '../../model/resource.js';
import { textOf } from '../../model/text.js';
import type { Violation } from '../types.js';
import { isCidr, isDnsLabel } from './syntax.js';
import { error, warning } from './violation.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What an installation refuses of an IstioOperator that keeps to the schema, and what it warns of.
 * https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/
 */
export function checkOperator(operator: Fields): readonly Violation[] {
  const spec = fieldsOf(operator['spec']);
  const found = [
    ...checkGatewayPorts(spec),
    ...PROXY_LISTS.flatMap(([field, problemOf]) => checkProxyList(spec, field, problemOf)),
    ...checkImages(spec),
    ...checkNames(spec),
  ];
  return found.length > 0 ? found : [...checkReplicas(spec), ...checkNftables(spec)];
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => fieldsOf(inner)[key], value);
}

function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** Lists of gateways by field, each with what holds its settings among the values. */
const GATEWAYS = [
  ['ingressGateways', 'istio-ingressgateway'],
  ['egressGateways', 'istio-egressgateway'],
] as const;

/** Only root may listen on a low port. https://istio.io/latest/docs/setup/additional-setup/gateway/ */
const FIRST_FREE = 1024;

function checkGatewayPorts(spec: Fields): readonly Violation[] {
  const found: Violation[] = [];
  for (const [field, name] of GATEWAYS) {
    if (at(spec, 'values', 'gateways', name, 'runAsRoot') === true) continue;
    listAt(spec, 'components', field).forEach((gateway, i) => {
      const path = ['spec', 'components', field, i, 'k8s', 'service', 'ports'];
      listAt(gateway, 'k8s', 'service', 'ports').forEach((port, j) => {
        found.push(...checkTargetPort(fieldsOf(port), [...path, j]));
      });
    });
  }
  const path = ['spec', 'values', 'gateways', 'istio-ingressgateway', 'ingressPorts'];
  listAt(spec, ...path.slice(1)).forEach((port, i) => {
    const { port: number } = fieldsOf(port);
    if (typeof number === 'number') found.push(...checkTargetPort(fieldsOf(port), [...path, i]));
  });
  return found;
}

/** A port leads to the one of its own number unless it says otherwise. */
function checkTargetPort({ port, targetPort }: Fields, path: Path): readonly Violation[] {
  if (typeof targetPort === 'string') return [];
  const target = typeof targetPort === 'number' ? targetPort : 0;
  if (target >= FIRST_FREE || (target === 0 && typeof port === 'number' && port > FIRST_FREE)) return [];
  const text = `targetPort ${target} needs root; take one from ${FIRST_FREE} on, or set runAsRoot of the gateway in the values`;
  return [error([...path, 'targetPort'], text)];
}

type ListCheck = (item: string) => string | undefined;

const portProblem: ListCheck = (item) =>
  item === '' || item === '*' || (/^[-+]?[0-9]+$/.test(item) && Number(item) >= 0 && Number(item) <= 65535)
    ? undefined
    : 'is no port';
const rangeProblem: ListCheck = (item) => (isCidr(item) ? undefined : 'is no CIDR block such as 10.0.0.0/8');

const PROXY_LISTS: readonly (readonly [string, ListCheck])[] = [
  ['includeIPRanges', rangeProblem],
  ['excludeIPRanges', rangeProblem],
  ['includeInboundPorts', portProblem],
  ['excludeInboundPorts', portProblem],
];

/** Lists in one text, or a star for all. */
function checkProxyList(spec: Fields, field: string, problemOf: ListCheck): readonly Violation[] {
  const path = ['values', 'global', 'proxy', field];
  const list = at(spec, ...path);
  if (typeof list !== 'string' || list === '' || list === '*') return [];
  return list.split(',').flatMap((item) => {
    const problem = problemOf(item);
    return problem ? [error(['spec', ...path], `${JSON.stringify(item)} ${problem}`)] : [];
  });
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const HUB = /^([^/]*[.:][^/]*\/|localhost\/)?[a-z0-9_\-./]{1,249}$/;
const TAG = /^[-A-Za-z0-9_.]{1,128}$/;

function checkImages({ hub, tag }: Fields): readonly Violation[] {
  return [
    ...(typeof hub === 'string' && hub !== '' && !HUB.test(hub)
      ? [error(['spec', 'hub'], `hub ${JSON.stringify(hub)} is no beginning of an image's name`)]
      : []),
    ...(tag !== undefined && tag !== null && !TAG.test(textOf(tag))
      ? [error(['spec', 'tag'], `tag ${JSON.stringify(tag)} is no tag of an image`)]
      : []),
  ];
}

function checkNames(spec: Fields): readonly Violation[] {
  const { revision } = spec;
  const found: Violation[] = [];
  if (typeof revision === 'string' && revision !== '' && !isDnsLabel(revision)) {
    found.push(error(['spec', 'revision'], `revision ${JSON.stringify(revision)} is no DNS label`));
  }
  for (const [field] of GATEWAYS) {
    listAt(spec, 'components', field).forEach((gateway, i) => {
      const { name } = fieldsOf(gateway);
      if (typeof name !== 'string' || /^[a-z0-9.-]{0,254}$/.test(name)) return;
      found.push(error(['spec', 'components', field, i, 'name'], `name ${JSON.stringify(name)} is none of an object`));
    });
  }
  return found;
}

/** An autoscaler counts the replicas itself. */
function checkReplicas(spec: Fields): readonly Violation[] {
  const found: Violation[] = [];
  const isScaled = (...keys: readonly string[]) => at(spec, 'values', ...keys, 'autoscaleEnabled') === true;
  const replicas = at(spec, 'components', 'pilot', 'k8s', 'replicaCount');
  if (isScaled('pilot') && typeof replicas === 'number' && replicas > 1) {
    found.push(scaledTwice(['spec', 'components', 'pilot', 'k8s', 'replicaCount']));
  }
  for (const [field, name] of GATEWAYS) {
    if (!isScaled('gateways', name)) continue;
    listAt(spec, 'components', field).forEach((gateway, i) => {
      if (!at(gateway, 'k8s', 'replicaCount')) return;
      found.push(scaledTwice(['spec', 'components', field, i, 'k8s', 'replicaCount']));
    });
  }
  return found;
}

function scaledTwice(path: Path): Violation {
  return warning(
    path,
    'replicaCount stands beside autoscaleEnabled of the values, which overrides it; keep one of them',
  );
}

function checkNftables(spec: Fields): readonly Violation[] {
  const global = fieldsOf(at(spec, 'values', 'global'));
  if (global['nativeNftables'] !== true || global['variant'] !== 'distroless') return [];
  const path = ['spec', 'values', 'global', 'nativeNftables'];
  return [warning(path, 'nativeNftables needs nft, which distroless images have not; take another variant')];
}
