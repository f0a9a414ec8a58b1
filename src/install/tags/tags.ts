import type { Resource } from '../../model/resource.js';

/** Label of what belongs to a revision tag. https://istio.io/latest/docs/setup/upgrade/canary/#stable-revision-labels */
export const TAG_LABEL = 'istio.io/tag';
export const REVISION_LABEL = 'istio.io/rev';
const NAMESPACE_INJECTION = 'istio-injection';

/** Another name for a revision, and the namespaces that are labelled with it. */
export interface RevisionTag {
  readonly tag: string;
  readonly revision: string;
  readonly namespaces: readonly string[];
}

/** The tags that webhooks and Services carry, by revision and name. Namespaces are in order of their names. */
export function listTags(carriers: readonly Resource[], namespaces: readonly Resource[]): readonly RevisionTag[] {
  const found = new Map<string, RevisionTag>();
  for (const { metadata } of carriers) {
    const { [TAG_LABEL]: tag, [REVISION_LABEL]: revision } = metadata.labels;
    if (tag === undefined || revision === undefined) continue;
    found.set(`${revision}\n${tag}`, { tag, revision, namespaces: labelledNamespaces(namespaces, tag) });
  }
  const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...found.values()].sort((a, b) => before(a.revision, b.revision) || before(a.tag, b.tag));
}

/** Namespaces whose label names the tag or revision. */
export function labelledNamespaces(namespaces: readonly Resource[], name: string): readonly string[] {
  return namesOf(namespaces.filter(({ metadata }) => metadata.labels[REVISION_LABEL] === name));
}

/** Namespaces that lose their injector with the tag: the default one also serves those without a revision. */
export function dependentNamespaces(namespaces: readonly Resource[], tag: string): readonly string[] {
  if (tag !== 'default') return labelledNamespaces(namespaces, tag);
  return namesOf(
    namespaces.filter(
      ({ metadata: { labels } }) => labels[REVISION_LABEL] === tag || labels[NAMESPACE_INJECTION] === 'enabled',
    ),
  );
}

function namesOf(namespaces: readonly Resource[]): readonly string[] {
  return namespaces.map(({ metadata }) => metadata.name).sort();
}
