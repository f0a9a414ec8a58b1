import { GoList, GoMap, GoNumber, GoPointer, GoStruct, type Value } from './template/index.js';

/*
 * Texts that Istio's template functions make of parts of a pod.
 */
const field = (value: Value, name: string): Value => {
  const struct = value instanceof GoPointer ? (value.target ?? null) : value;
  if (struct instanceof GoStruct) return struct.fields.get(name) ?? null;
  return struct instanceof GoMap ? (struct.entries.get(name) ?? null) : null;
};

const items = (value: Value): readonly Value[] => (value instanceof GoList ? value.items : []);

/** Ports of containers that speak TCP, with commas between them. */
export function tcpPorts(containers: Value, wanted: (name: string) => boolean): string {
  const ports = items(containers)
    .filter((container) => wanted(String(field(container, 'Name'))))
    .flatMap((container) => items(field(container, 'Ports')))
    .filter((port) => !['UDP', 'SCTP'].includes(String(field(port, 'Protocol'))));
  return ports.map((port) => numberText(field(port, 'ContainerPort'))).join(',');
}

const numberText = (value: Value): string => (value instanceof GoNumber ? String(value.value) : '0');

/** The networks of a pod with one more, in the form that the annotation has: names with commas, or a list of JSON. */
export function multusNetworks(existing: string, network: string): string {
  if (existing === '') return network;
  const end = existing.lastIndexOf(']');
  if (end < 0) {
    const names = existing.split(',').map((name) => name.trim());
    return names.includes(network) ? existing : `${existing}, ${network}`;
  }
  if (listsNetwork(existing, network)) return existing;
  return `${existing.slice(0, end)}, {"name": "${network}"}${existing.slice(end)}`;
}

function listsNetwork(json: string, network: string): boolean {
  try {
    const list: unknown = JSON.parse(json);
    return !Array.isArray(list) || list.some((item) => item?.name === network);
  } catch {
    return true;
  }
}

/** What the attributes of OpenTelemetry are made of. */
export interface OtelFacts {
  readonly mesh: Value;
  readonly annotations: GoMap;
  readonly labels: GoMap;
  readonly namespace: string;
  readonly containers: Value;
}

const ANNOTATION = 'resource.opentelemetry.io/';

/**
 * OTEL_RESOURCE_ATTRIBUTES of a proxy; '' unless a provider of the mesh wants them.
 * https://opentelemetry.io/docs/specs/semconv/non-normative/k8s-attributes/
 */
export function otelAttributes({ mesh, annotations, labels, namespace, containers }: OtelFacts): string {
  const wanted = items(field(mesh, 'ExtensionProviders')).some((provider) => {
    const otel = field(provider, 'opentelemetry');
    return field(otel, 'serviceAttributeEnrichment') === 'OTEL_SEMANTIC_CONVENTIONS';
  });
  if (!wanted) return '';
  const label = (name: string) => textOf(labels.entries.get(name));
  const said = (name: string) => textOf(annotations.entries.get(`${ANNOTATION}${name}`));
  // With several containers nobody knows which of them is the service.
  const [only, ...others] = items(containers).filter((container) => field(container, 'Name') !== 'istio-proxy');
  const single = others.length === 0 ? (only ?? null) : null;
  const name = textOf(field(single, 'Name'));
  const attributes = {
    'service.namespace': said('service.namespace') || namespace,
    'service.version':
      said('service.version') || label('app.kubernetes.io/version') || imageVersion(textOf(field(single, 'Image'))),
    'service.instance.id': said('service.instance.id') || `$(POD_NAMESPACE).$(POD_NAME)${name && `.${name}`}`,
  };
  return Object.entries(attributes)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

/** Tag and digest of an image, as far as it has them. */
function imageVersion(image: string): string {
  const [reference = '', digest = ''] = image.split('@');
  const tag = /:([^:/]+)$/.exec(reference)?.[1] ?? '';
  return [tag, digest].filter(Boolean).join('@');
}
