import { shapeOf } from './shapes/index.js';
import type { FieldType } from './shapes/shape.js';
import {
  ANY,
  BOOL,
  type GoField,
  type GoType,
  INT32,
  INT64,
  mapOf,
  pointerTo,
  STRING,
  sliceOf,
} from './template/index.js';

/*
 * Kubernetes' types as templates see them: fields by Go's names.
 */

/** Names that aren't the JSON name with a capital letter. */
const IRREGULAR: Readonly<Record<string, string>> = {
  dnsConfig: 'DNSConfig',
  dnsPolicy: 'DNSPolicy',
  fsGroup: 'FSGroup',
  fsGroupChangePolicy: 'FSGroupChangePolicy',
  grpc: 'GRPC',
  httpGet: 'HTTPGet',
  httpHeaders: 'HTTPHeaders',
  ip: 'IP',
  nfs: 'NFS',
  os: 'OS',
  seLinuxChangePolicy: 'SELinuxChangePolicy',
  seLinuxOptions: 'SELinuxOptions',
  gmsaCredentialSpec: 'GMSACredentialSpec',
  gmsaCredentialSpecName: 'GMSACredentialSpecName',
  csi: 'CSI',
  fsType: 'FSType',
  tcpSocket: 'TCPSocket',
  tty: 'TTY',
  uid: 'UID',
};

const goName = (json: string): string => IRREGULAR[json] ?? `${json.charAt(0).toUpperCase()}${json.slice(1)}`;

const QUANTITY: GoType = { name: 'resource.Quantity', kind: 'string' };
const types = new Map<string, GoType>();

/** The Go type of a shape. */
export function kubernetesType(name: string): GoType {
  const known = types.get(name);
  if (known) return known;
  const fields: GoField[] = [...shapeOf(name).fields.values()].map((field) => ({
    name: goName(field.name),
    json: field.name,
    type: () => typeOfField(field.type),
    omitEmpty: !field.always,
  }));
  const type: GoType = { name: `v1.${name}`, kind: 'struct', fields };
  types.set(name, type);
  return type;
}

/** Types are compared by name, so a field may get another object of the same type each time; cached for speed. */
const ofFields = new WeakMap<FieldType, GoType>();

function typeOfField(type: FieldType): GoType {
  const known = ofFields.get(type) ?? makeType(type);
  ofFields.set(type, known);
  return known;
}

function makeType(type: FieldType): GoType {
  if (type.kind === 'list') return sliceOf(typeOfField(type.item));
  if (type.kind === 'map') return mapOf(typeOfField(type.item));
  const plain = type.kind === 'struct' ? kubernetesType(type.name) : SCALARS[type.kind];
  return type.pointer && plain !== ANY ? pointerTo(plain) : plain;
}

const SCALARS: Readonly<Record<Exclude<FieldType['kind'], 'struct' | 'list' | 'map'>, GoType>> = {
  string: STRING,
  bool: BOOL,
  int32: INT32,
  int64: INT64,
  quantity: QUANTITY,
  intOrString: ANY,
  time: ANY,
  any: ANY,
};
