import { isObject } from '../../model/decode.js';
import type { Edit } from '../../model/edit.js';
import type { KindName } from '../../model/kinds/index.js';
import type { Path } from '../../model/resource.js';

/** An old spelling whose new one means exactly the same. */
interface DeprecatedField {
  readonly kind: KindName;
  /** Steps to the field; `*` is every item of a list, `**` any depth. */
  readonly at: readonly string[];
  readonly field: string;
  /** Fields of the same object that win over the old one: with any of them there is nothing to carry over. */
  readonly unless: readonly string[];
  /** The new spelling of a value, or undefined where it has none. */
  readonly edits: (path: Path, value: unknown) => readonly Edit[] | undefined;
  readonly becomes: string;
}

/**
 * A number that moves below two keys: `mirrorPercent: 20` -> `mirrorPercentage: {value: 20}`. 0 of an old field mostly stands for no value at
 * all, and of the new one for none of the requests: that isn't the same, and is left alone.
 */
function nested(key: string, inner: string): Pick<DeprecatedField, 'edits' | 'becomes'> {
  return {
    becomes: `${key}.${inner}`,
    edits: (path, value) =>
      typeof value === 'number' && value > 0
        ? [
            { op: 'rename-key', path, key },
            { op: 'wrap', path, key: inner },
          ]
        : undefined,
  };
}

const MIRROR = ['mirrorPercentage', 'mirror_percentage'];

/** https://istio.io/latest/docs/reference/config/networking/ names each of them deprecated, with its successor. */
const DEPRECATED_FIELDS: readonly DeprecatedField[] = [
  {
    kind: 'VirtualService',
    at: ['spec', 'http', '*'],
    field: 'mirrorPercent',
    unless: [...MIRROR, 'mirror_percent'],
    ...nested('mirrorPercentage', 'value'),
  },
  {
    kind: 'VirtualService',
    at: ['spec', 'http', '*'],
    field: 'mirror_percent',
    unless: [...MIRROR, 'mirrorPercent'],
    ...nested('mirrorPercentage', 'value'),
  },
  {
    kind: 'VirtualService',
    at: ['spec', 'http', '*', 'fault', 'delay'],
    field: 'percent',
    unless: ['percentage'],
    ...nested('percentage', 'value'),
  },
  {
    kind: 'VirtualService',
    at: ['spec', 'http', '*', 'corsPolicy'],
    field: 'allowOrigin',
    unless: ['allowOrigins'],
    becomes: 'allowOrigins',
    edits: exactOrigins,
  },
  {
    kind: 'DestinationRule',
    at: ['**', 'loadBalancer', 'consistentHash'],
    field: 'minimumRingSize',
    unless: ['ringHash', 'maglev'],
    ...nested('ringHash', 'minimumRingSize'),
  },
  {
    kind: 'DestinationRule',
    at: ['**', 'loadBalancer'],
    field: 'simple',
    unless: [],
    becomes: 'LEAST_REQUEST',
    edits: (path, value) => (value === 'LEAST_CONN' ? [{ op: 'set', path, value: 'LEAST_REQUEST' }] : undefined),
  },
  {
    kind: 'RequestAuthentication',
    at: ['spec', 'jwtRules', '*'],
    field: 'jwks_uri',
    unless: ['jwksUri'],
    becomes: 'jwksUri',
    edits: (path) => [{ op: 'rename-key', path, key: 'jwksUri' }],
  },
];

function exactOrigins(path: Path, value: unknown): readonly Edit[] | undefined {
  if (!Array.isArray(value) || !value.every((origin) => typeof origin === 'string')) return undefined;
  return [
    { op: 'rename-key', path, key: 'allowOrigins' },
    ...value.map((_, i): Edit => ({ op: 'wrap', path: [...path, i], key: 'exact' })),
  ];
}

/** One deprecated field of an object: where, what it becomes, and how. */
export interface DeprecatedUse {
  readonly path: Path;
  readonly becomes: string;
  readonly edits: readonly Edit[];
}

/** Uses of old spellings in an object, as it was written, that have a new one with the same meaning. */
export function findDeprecatedFields(kind: string, raw: Readonly<Record<string, unknown>>): readonly DeprecatedUse[] {
  return DEPRECATED_FIELDS.filter((entry) => entry.kind === kind).flatMap((entry) =>
    objectsAt(raw, entry.at).flatMap(({ path, value }) => {
      const { field, unless, becomes } = entry;
      if (!Object.hasOwn(value, field) || unless.some((other) => Object.hasOwn(value, other))) return [];
      const edits = entry.edits([...path, field], value[field]);
      return edits ? [{ path: [...path, field], becomes, edits }] : [];
    }),
  );
}

interface ObjectAt {
  readonly path: Path;
  readonly value: Readonly<Record<string, unknown>>;
}

function objectsAt(value: unknown, [step, ...rest]: readonly string[], path: Path = []): readonly ObjectAt[] {
  if (step === undefined) return isObject(value) ? [{ path, value }] : [];
  if (step === '*') {
    return Array.isArray(value) ? value.flatMap((item, i) => objectsAt(item, rest, [...path, i])) : [];
  }
  if (step === '**') {
    const inner = isObject(value) ? Object.entries(value) : Array.isArray(value) ? [...value.entries()] : [];
    return [
      ...objectsAt(value, rest, path),
      ...inner.flatMap(([key, item]) => objectsAt(item, [step, ...rest], [...path, key])),
    ];
  }
  return isObject(value) && Object.hasOwn(value, step) ? objectsAt(value[step], rest, [...path, step]) : [];
}
