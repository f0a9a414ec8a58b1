/** The kinds of Go's reflection that a template can meet. */
export type Kind =
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'string'
  | 'slice'
  | 'map'
  | 'struct'
  | 'ptr'
  | 'interface'
  | 'func';

/** A Go type. Two types are the same when their names are: names are written as `%T` prints them. */
export interface GoType {
  readonly name: string;
  readonly kind: Kind;
  /** Of a slice, map or pointer. */
  readonly elem?: GoType;
  /** Of a struct, in the order of declaration: Go's name, type, and the name in JSON. */
  readonly fields?: readonly GoField[];
  readonly methods?: ReadonlyMap<string, GoMethod>;
  /** How a value of the type prints itself (its String method). */
  readonly text?: (value: unknown) => string;
  /** In JSON it is what it prints. */
  readonly jsonIsText?: boolean;
}

/** A field of a struct type. */
export interface GoField {
  readonly name: string;
  readonly json: string;
  /** A function where types refer to themselves. */
  readonly type: GoType | (() => GoType);
  /** Not written where it is empty. */
  readonly omitEmpty?: boolean;
  /** Inlined into the parent's JSON, and its fields are reached without its name. */
  readonly embedded?: boolean;
}

/** A method without arguments; the receiver is undefined when it is called on a nil pointer. */
export type GoMethod = (receiver: unknown) => unknown;

const basic = (kind: Kind): GoType => ({ name: kind, kind });

export const BOOL = basic('bool');
export const INT = basic('int');
export const INT32 = basic('int32');
export const INT64 = basic('int64');
export const UINT8 = basic('uint8');
export const UINT64 = basic('uint64');
export const FLOAT32 = basic('float32');
export const FLOAT64 = basic('float64');
export const STRING = basic('string');
export const ANY: GoType = { name: 'interface {}', kind: 'interface' };
export const FUNC = basic('func');

export const sliceOf = (elem: GoType): GoType => ({ name: `[]${elem.name}`, kind: 'slice', elem });
export const mapOf = (elem: GoType): GoType => ({ name: `map[string]${elem.name}`, kind: 'map', elem });
export const pointerTo = (elem: GoType): GoType => ({ name: `*${elem.name}`, kind: 'ptr', elem });

export const ANY_SLICE = sliceOf(ANY);
export const STRING_SLICE = sliceOf(STRING);
export const INT_SLICE = sliceOf(INT);
export const ANY_MAP = mapOf(ANY);
export const STRING_MAP = mapOf(STRING);

const SIGNED = new Set<Kind>(['int', 'int8', 'int16', 'int32', 'int64']);
const UNSIGNED = new Set<Kind>(['uint', 'uint8', 'uint16', 'uint32', 'uint64']);

export const isSigned = (kind: Kind): boolean => SIGNED.has(kind);
export const isUnsigned = (kind: Kind): boolean => UNSIGNED.has(kind);
export const isFloat = (kind: Kind): boolean => kind === 'float64' || kind === 'float32';

/** Whether nil is a value of the type. */
export const canBeNil = (type: GoType): boolean =>
  type.kind === 'interface' ||
  type.kind === 'map' ||
  type.kind === 'slice' ||
  type.kind === 'ptr' ||
  type.kind === 'func';

/** The type of a field, also where it is declared late. */
export const fieldType = (field: GoField): GoType => (typeof field.type === 'function' ? field.type() : field.type);
