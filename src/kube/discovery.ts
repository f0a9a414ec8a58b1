import { isObject } from '../model/decode.js';
import type { KindEntry } from '../model/kinds/index.js';
import { textOf } from '../model/text.js';
import type { KubeClient } from './client.js';
import { ApiError } from './errors.js';

/** A kind that the server has, in the version to ask for. */
export interface ServedKind {
  readonly entry: KindEntry<unknown>;
  readonly apiVersion: string;
  /** Path of the API version, e.g. `/apis/apps/v1`. */
  readonly base: string;
}

/**
 * Which of the kinds the server serves: each in the group's preferred version where that has it, else in another version
 * that is known here. Kinds that aren't served are left out. https://kubernetes.io/docs/concepts/overview/kubernetes-api/
 * @throws UserError when the server can't be asked at all.
 */
export async function discover(
  client: KubeClient,
  entries: readonly KindEntry<unknown>[],
): Promise<readonly ServedKind[]> {
  const versionsOf = await servedVersions(client);
  const groups = [...new Set(entries.map((entry) => entry.group))];
  const found = await Promise.all(
    groups.map(async (group) => {
      const wanted = entries.filter((entry) => entry.group === group);
      // Who may not look still may list: then the newest version known here is tried.
      if (!versionsOf) return wanted.map((entry) => servedKind(entry, entry.versions[0] ?? 'v1'));
      const known = new Set(wanted.flatMap((entry) => entry.versions));
      const versions = (versionsOf.get(group) ?? []).filter((version) => known.has(version));
      return chooseVersions(client, group, versions, wanted);
    }),
  );
  const order = new Map(entries.map((entry, i) => [entry, i]));
  return found.flat().sort((a, b) => (order.get(a.entry) ?? 0) - (order.get(b.entry) ?? 0));
}

/** Versions by group, the preferred one first; undefined when the user may not look. */
async function servedVersions(client: KubeClient): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  try {
    const answer = await client.get('/apis', { what: 'list API groups' });
    const groups = isObject(answer) ? objects(answer['groups']) : [];
    return new Map<string, readonly string[]>([
      ['', ['v1']],
      ...groups.map((group): [string, readonly string[]] => [textOf(group['name']), versionsOfGroup(group)]),
    ]);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}

function versionsOfGroup(group: Record<string, unknown>): readonly string[] {
  const preferred = isObject(group['preferredVersion']) ? [group['preferredVersion']] : [];
  const versions = [...preferred, ...objects(group['versions'])].map((version) => textOf(version['version']));
  return [...new Set(versions)];
}

async function chooseVersions(
  client: KubeClient,
  group: string,
  versions: readonly string[],
  entries: readonly KindEntry<unknown>[],
): Promise<ServedKind[]> {
  const served: ServedKind[] = [];
  let missing = entries;
  for (const version of versions) {
    if (missing.length === 0) break;
    const plurals = await listable(client, basePath(group, version));
    const here = (entry: KindEntry<unknown>) => plurals.has(entry.plural) && entry.versions.includes(version);
    served.push(...missing.filter(here).map((entry) => servedKind(entry, version)));
    missing = missing.filter((entry) => !here(entry));
  }
  return served;
}

async function listable(client: KubeClient, base: string): Promise<ReadonlySet<string>> {
  try {
    const answer = await client.get(base, { what: `list the kinds of ${base}` });
    const resources = isObject(answer) ? objects(answer['resources']) : [];
    const lists = resources.filter((r) => Array.isArray(r['verbs']) && r['verbs'].includes('list'));
    return new Set(lists.map((resource) => textOf(resource['name'])));
  } catch (error) {
    // A version that went away between two questions is as one that was never there.
    if (error instanceof ApiError && error.status === 404) return new Set();
    throw error;
  }
}

function servedKind(entry: KindEntry<unknown>, version: string): ServedKind {
  const apiVersion = entry.group ? `${entry.group}/${version}` : version;
  return { entry, apiVersion, base: basePath(entry.group, version) };
}

function basePath(group: string, version: string): string {
  return group ? `/apis/${group}/${version}` : `/api/${version}`;
}

function objects(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
