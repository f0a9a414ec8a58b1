import { isObject } from '../../model/decode.js';
import type { ConfigMapBody } from '../../model/kinds/kubernetes.js';
import type { Resource } from '../../model/resource.js';
import { REVISION } from './injectors.js';

/** Images of sidecars by revision, from the values (JSON or YAML) that the ConfigMaps of injectors hold. */
export function sidecarImages(
  configMaps: readonly Resource<ConfigMapBody>[],
  parse: (text: string) => unknown,
): ReadonlyMap<string, string> {
  const images = new Map<string, string>();
  for (const { metadata, body } of configMaps) {
    const revision = metadata.labels[REVISION];
    const values = body.data?.['values'];
    if (revision === undefined || values === undefined) continue;
    const image = imageOf(parse(values));
    if (image !== undefined) images.set(revision, image);
  }
  return images;
}

/** `hub/image:tag`; an image with a slash in its name is a whole one. */
function imageOf(values: unknown): string | undefined {
  const global = fieldOf(values, 'global');
  const image = textOf(fieldOf(fieldOf(global, 'proxy'), 'image'));
  if (image?.includes('/')) return image;
  const [hub, tag] = [textOf(fieldOf(global, 'hub')), textOf(fieldOf(global, 'tag'))];
  return hub && image && tag ? `${hub}/${image}:${tag}` : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
