/** A text that was read: a file, stdin or the cluster. `text` is kept so that positions can be computed when one is shown. */
export interface SourceText {
  /** Name as the user wrote it; `-` for stdin, `cluster` for objects of an API server. */
  readonly name: string;
  readonly text: string;
}

/** Where a resource came from: one document of one source, by character offsets and first line (1-based). */
export interface Origin {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Path inside the document for items of a `List`, e.g. ['items', 3]. */
  readonly within?: readonly (string | number)[];
}

/** ObjectMeta, as far as anything here reads it. `namespace` is filled with `default` for namespaced kinds without one. */
export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Seconds since 1970, or undefined when the object has no creationTimestamp. */
  readonly created?: number;
  readonly generateName?: string;
  readonly ownerReferences: readonly OwnerReference[];
}

export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly controller: boolean;
}

/** One object that a user wrote, with a decoded body of type B (its spec, or the fields beside metadata). */
export interface Resource<B = unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly body: B;
  readonly origin: Origin;
  /** The object as it was written, where the loader was asked to keep it: for schemas, and for fields that no decoder reads. */
  readonly raw?: Readonly<Record<string, unknown>>;
}

/** A path into a document: keys and array indices from its root. */
export type Path = readonly (string | number)[];

/** `kind/name.namespace`, the short form of messages. */
export function describeResource(r: Resource): string {
  const ns = r.metadata.namespace;
  return `${r.kind} ${r.metadata.name}${ns ? `.${ns}` : ''}`;
}

/** Path as people write it: `spec.http[0].route[1].weight`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text ? `${text}.${key}` : key;
  }, '');
}
