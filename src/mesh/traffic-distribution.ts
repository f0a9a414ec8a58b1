/** Near what endpoints a service wants its clients to stay. */
export type TrafficDistribution = 'same-zone' | 'same-node';

const ANNOTATION = 'networking.istio.io/traffic-distribution';

const FIELD: ReadonlyMap<string, TrafficDistribution> = new Map([
  ['PreferClose', 'same-zone'],
  ['PreferSameZone', 'same-zone'],
  ['PreferSameNode', 'same-node'],
]);
/** Annotations are read in any case. */
const ANNOTATED: ReadonlyMap<string, TrafficDistribution> = new Map(
  [...FIELD].map(([word, meaning]) => [word.toLowerCase(), meaning]),
);

type Annotations = Readonly<Record<string, string>>;

/**
 * The traffic distribution of a service: its field, else its annotation, else that of its namespace. A word that means
 * nothing leaves the decision to the next.
 * https://istio.io/latest/docs/reference/config/annotations/#NetworkingTrafficDistribution
 */
export function trafficDistribution(
  field: string | undefined,
  own: Annotations,
  ofNamespace: Annotations | undefined,
): TrafficDistribution | undefined {
  return FIELD.get(field ?? '') ?? annotated(own) ?? annotated(ofNamespace);
}

function annotated(annotations: Annotations | undefined): TrafficDistribution | undefined {
  return ANNOTATED.get(annotations?.[ANNOTATION]?.toLowerCase() ?? '');
}
