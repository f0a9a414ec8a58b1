import { isObject } from '../model/decode.js';
import { at, textAt } from './tree.js';
import type { Tree } from './types.js';

const IMAGE_TYPE = 'sidecar.istio.io/proxyImageType';
/** Kinds of images that Istio publishes; a tag ends in one of them when it names a kind. */
const KNOWN_TYPES: readonly string[] = ['distroless', 'debug'];
/** Stands for the image without a kind. */
const DEFAULT_TYPE = 'default';

/**
 * The image of a proxy: hub, name and tag of the values, and a kind of image: the values' variant, in its place what the ProxyConfig says of the
 * image, even nothing, and in the place of both the pod's annotation.
 * https://istio.io/latest/docs/ops/configuration/security/harden-docker-images/
 */
export function proxyImage(values: Tree, proxyConfig: Tree, annotations: Readonly<Record<string, string>>): string {
  const name = textAt(values, 'global', 'proxy', 'image') || 'proxyv2';
  const image = at(proxyConfig, 'image');
  const configured = isObject(image) ? textAt(image, 'imageType') : textAt(values, 'global', 'variant');
  const type = annotations[IMAGE_TYPE] ?? configured;
  return `${textAt(values, 'global', 'hub')}/${name}:${tagOfType(textAt(values, 'global', 'tag'), type)}`;
}

function tagOfType(tag: string, type: string): string {
  if (type === '') return tag;
  const known = KNOWN_TYPES.find((ending) => tag.endsWith(`-${ending}`));
  const plain = known === undefined ? tag : tag.slice(0, -known.length - 1);
  return type === DEFAULT_TYPE ? plain : `${plain}-${type}`;
}
