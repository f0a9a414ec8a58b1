import type { Candidate } from '../analyze/validation/judge.js';
import { isObject } from '../model/decode.js';
import { CLOSED_GROUPS, findKind } from '../model/kinds/index.js';
import type { Origin, Resource, SourceText } from '../model/resource.js';
import { groupOf } from '../model/store.js';
import { type LoadProblem, loadObject } from '../sources/load.js';
import { readObjects, type SourceObject } from '../sources/objects.js';

/** One object of a file, ready to be judged. */
export interface Given extends Candidate {
  readonly origin: Origin;
  /** It stands in a List, where istioctl looks at Services alone: what is found doesn't make the file invalid. */
  readonly remarked: boolean;
  /** How messages name it. */
  readonly label: string;
  /** How a mere remark names it. */
  readonly remarkLabel: string;
  /** Why nothing is checked: a kind or version that is not known. */
  readonly unknown?: { readonly path: readonly string[]; readonly text: string };
}

export interface GivenSource {
  readonly source: SourceText;
  readonly objects: readonly Given[];
  readonly problems: readonly LoadProblem[];
}

/** Reads the objects of a source and decodes those of Istio's kinds. `namespace` is that of objects that name none. */
export function readGiven(source: SourceText, namespace: string | undefined): GivenSource {
  const { objects, problems } = readObjects(source);
  const readable = Math.min(...problems.map(({ origin }) => origin.start));
  const given = objects.map((object) => prepare(object, namespace));
  return {
    source,
    objects: given.map((object) => (object.origin.start > readable ? asRest(object) : object)),
    problems,
  };
}

/** What stands after a document that can't be read is judged as well, which istioctl leaves out: it is named as what is only remarked on. */
function asRest(given: Given): Given {
  return { ...given, label: given.remarkLabel };
}

function prepare({ value, origin }: SourceObject, namespace: string | undefined): Given {
  const given: Given = {
    value,
    origin,
    remarked: isRemarked(value, origin),
    label: labelOf(value, origin),
    remarkLabel: remarkLabel(value),
    undecoded: [],
  };
  const { apiVersion, kind } = value;
  if (typeof apiVersion === 'string' && typeof kind === 'string' && !groupOf(apiVersion).endsWith('istio.io'))
    return given;
  const version = unknownVersion(apiVersion, kind);
  if (version) return asUnknown(given, ['apiVersion'], version);
  const sink = { resources: [] as Resource[], problems: [] as LoadProblem[] };
  loadObject(value, origin, sink, { keepRaw: true, ...(namespace !== undefined && { namespace }) });
  const [resource] = sink.resources;
  const texts = sink.problems.map(({ path, message, hint }) => ({
    path,
    text: hint ? `${message}; ${hint}` : message,
  }));
  const [first] = texts;
  if (first && isAboutKind(first.path)) return asUnknown(given, first.path.map(String), first.text);
  return { ...given, undecoded: texts, ...(resource && { resource }) };
}

function asUnknown(given: Given, path: readonly string[], text: string): Given {
  return { ...given, label: given.remarkLabel, unknown: { path, text } };
}

function isAboutKind([key, ...more]: readonly (string | number)[]): boolean {
  return more.length === 0 && (key === 'kind' || key === 'apiVersion');
}

function unknownVersion(apiVersion: unknown, kind: unknown): string | undefined {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const group = groupOf(apiVersion);
  const known = CLOSED_GROUPS[group] ? findKind(group, kind) : undefined;
  if (!known || known.versions.includes(apiVersion.slice(group.length + 1))) return undefined;
  return `${kind} has no version ${apiVersion}, so nothing was checked; take ${group}/${known.versions[0]}`;
}

function isRemarked({ kind }: Candidate['value'], { within }: Origin): boolean {
  return within !== undefined && kind !== 'Service';
}

/** `Kind/namespace/name` as the object spells them, for what can be refused. Of what a List holds, the List is refused. */
function labelOf(value: Candidate['value'], { within }: Origin): string {
  if (within !== undefined) return remarkLabel(value);
  const { kind, namespace, name } = namesOf(value);
  return `${kind}/${namespace}/${name}`;
}

/** `Kind name.namespace`, for what only gets remarks. */
function remarkLabel(value: Candidate['value']): string {
  const { kind, namespace, name } = namesOf(value);
  return [kind, namespace ? `${name}.${namespace}` : name].filter(Boolean).join(' ');
}

function namesOf({ kind, metadata }: Candidate['value']) {
  const { name, namespace, generateName } = isObject(metadata) ? metadata : {};
  const text = (part: unknown) => (typeof part === 'string' ? part : '');
  return { kind: text(kind), namespace: text(namespace), name: text(name) || text(generateName) };
}
