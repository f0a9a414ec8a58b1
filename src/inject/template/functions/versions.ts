import { fn, type TemplateFunction, text } from '../function.js';
import { type GoType, pointerTo, UINT64 } from '../types.js';
import { GoNumber, GoPointer, GoStruct, type Value } from '../values.js';
import { meetsConstraint, parseVersion, type Version, versionText } from './semver.js';

/** What is asked of a version, by the names of Go's methods. */
const METHODS: Readonly<Record<string, (version: Version) => Value>> = {
  Major: (v) => new GoNumber(UINT64, v.numbers[0]),
  Minor: (v) => new GoNumber(UINT64, v.numbers[1]),
  Patch: (v) => new GoNumber(UINT64, v.numbers[2]),
  Prerelease: (v) => v.pre,
  Metadata: (v) => v.metadata,
  Original: (v) => v.original,
  String: versionText,
};

/** The fields of the struct, which templates can print but not name. */
const partsOf = (version: Version): [string, Value][] => [
  ...['major', 'minor', 'patch'].map((name, i): [string, Value] => [
    name,
    new GoNumber(UINT64, version.numbers[i] ?? 0n),
  ]),
  ['pre', version.pre],
  ['metadata', version.metadata],
  ['original', version.original],
];

/** A version as a value of its own type, which knows the version it stands for. */
function versionValue(version: Version): GoPointer {
  const methods = new Map(Object.entries(METHODS).map(([name, read]) => [name, () => read(version)]));
  const print = () => versionText(version);
  const type: GoType = { name: 'semver.Version', kind: 'struct', fields: [], methods, text: print, jsonIsText: true };
  return new GoPointer({ ...pointerTo(type), text: print }, new GoStruct(type, new Map(partsOf(version))));
}

/** sprig's functions on versions. https://masterminds.github.io/sprig/semver.html */
export const VERSION_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  semver: fn([text], ([s]) => versionValue(parseVersion(s))),
  semverCompare: fn([text, text], ([constraint, version]) => meetsConstraint(constraint, version)),
};
