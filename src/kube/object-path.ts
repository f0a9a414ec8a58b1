import { isObject } from '../model/decode.js';
import { textOf } from '../model/text.js';
import type { KubeClient } from './client.js';
import { ApiError } from './errors.js';
import type { LiveObject } from './write.js';

/** An object by its name, of any kind that the server has. */
export interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Served {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Reads single objects of any kind; what each API version serves is asked for once. Undefined is an object or kind that isn't there. */
export type ObjectReader = (object: NamedObject) => Promise<LiveObject | undefined>;

/** A reader over a connection. It throws UserError for anything but absence. */
export function createObjectReader(client: KubeClient): ObjectReader {
  const versions = new Map<string, Promise<ReadonlyMap<string, Served>>>();
  return async ({ apiVersion, kind, metadata }) => {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const asked = versions.get(base) ?? readServed(client, base);
    versions.set(base, asked);
    const served = (await asked).get(kind);
    if (!served) return undefined;
    const scope = served.namespaced ? `/namespaces/${encodeURIComponent(metadata.namespace ?? client.namespace)}` : '';
    const what = `read ${kind} ${metadata.name}`;
    const path = `${base}${scope}/${served.plural}/${encodeURIComponent(metadata.name)}`;
    const answer = await unlessAbsent(() => client.get(path, { what }));
    return isObject(answer) ? answer : undefined;
  };
}

/** Kinds of an API version. https://kubernetes.io/docs/reference/using-api/#api-groups */
async function readServed(client: KubeClient, base: string): Promise<ReadonlyMap<string, Served>> {
  const answer = await unlessAbsent(() => client.get(base, { what: `list the kinds of ${base}` }));
  const resources = isObject(answer) && Array.isArray(answer['resources']) ? answer['resources'].filter(isObject) : [];
  const whole = resources.filter(({ name }) => typeof name === 'string' && !name.includes('/'));
  return new Map(
    whole.map(({ name, kind, namespaced }) => [
      textOf(kind),
      { plural: textOf(name), namespaced: namespaced === true },
    ]),
  );
}

async function unlessAbsent(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
