import type { MessageArgs } from '../types.js';
import type { MessageType } from './types.js';

const text = ({ problem, suggestion }: MessageArgs): string =>
  `${problem}${suggestion ? `; did you mean ${suggestion}?` : ''}`;

const REFUSED = 'The API server refuses the resource (istiod, where it is the MeshConfig):';

/** Findings about the shape of one resource: what the schema of its kind says and istioctl's analysis passes over. */
export const schemaMessages = {
  MW0101: {
    name: 'UnknownField',
    severity: 'warning',
    text,
    explain:
      'No field of this kind has this name at this place. The API server drops it when the resource is stored (and kubectl warns), so that what was meant never takes effect. It is a typo, a wrong indentation, or a field of another version of Istio.',
  },
  MW0102: {
    name: 'WrongType',
    severity: 'error',
    text,
    explain: `${REFUSED} the field takes another type of value. Look for missing or needless quotes, and for a list where one value is meant.`,
  },
  MW0103: {
    name: 'MissingField',
    severity: 'error',
    text,
    explain: `${REFUSED} a field that must be set is not there.`,
  },
  MW0104: {
    name: 'UnknownValue',
    severity: 'error',
    text,
    explain: `${REFUSED} the field takes a few words only, and this is none of them. Upper and lower case count.`,
  },
  MW0105: {
    name: 'MalformedValue',
    severity: 'error',
    text,
    explain: `${REFUSED} the text is not of the form that the field takes: a duration, a number, a date, a pattern.`,
  },
  MW0106: {
    name: 'OutOfLimits',
    severity: 'error',
    text,
    explain: `${REFUSED} the value is smaller, larger, shorter or longer than the field takes.`,
  },
  MW0107: {
    name: 'ConflictingFields',
    severity: 'error',
    text,
    explain: `${REFUSED} of some fields only one may be set (or one must be), and that is not so here.`,
  },
  MW0108: {
    name: 'BrokenRule',
    severity: 'error',
    text,
    explain: `${REFUSED} the schema of the kind has a rule over several fields (in CEL, x-kubernetes-validations), and this resource breaks it.`,
  },
  MW0109: {
    name: 'UnreadableDocument',
    severity: 'error',
    text,
    explain:
      'The text is no YAML, or no Kubernetes object. Nothing in this document can be judged or applied; the other documents of the file were.',
  },
  MW0110: {
    name: 'ServicePortWithoutProtocol',
    severity: 'error',
    text,
    explain:
      'Istio takes the protocol of a port from its appProtocol, else from its name up to the first dash. Without either it looks at the first bytes of each connection, which is slower and wrong for protocols in which the server speaks first.',
  },
  MW0111: {
    name: 'PodsWithoutTelemetryLabels',
    severity: 'info',
    text,
    explain:
      'Metrics and traces are grouped by the labels app and version of pods (or their equivalents of app.kubernetes.io). Without them the workload shows up under the name of its Deployment and as version latest.',
  },
  MW0112: {
    name: 'UnknownKind',
    severity: 'warning',
    text,
    explain:
      'No kind of this name and version is known in an API group of Istio, so nothing about the object was checked. It is a typo, or a kind of another version of Istio.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
