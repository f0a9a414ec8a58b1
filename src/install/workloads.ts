import type { InstallPlan, Tree } from './types.js';
import { listAt, textAt, treeAt } from './values/tree.js';

/**
 * The reference of an image: a name joins hub, tag and variant, a whole reference (with a slash) is taken as it is.
 * https://istio.io/latest/docs/ops/configuration/security/harden-docker-images/
 */
export function imageOf(plan: InstallPlan, image: string, own: Tree = {}): string {
  if (image.includes('/')) return image;
  const hub = textAt(own, 'hub') || plan.hub;
  const tag = textAt(own, 'tag') || plan.tag;
  const variant = textAt(own, 'variant') || textAt(plan.values, 'global', 'variant');
  return `${hub}/${image}:${tag}${variant ? `-${variant}` : ''}`;
}

/** Names of Secrets that the images are pulled with. */
export function pullSecrets(values: Tree): Tree {
  const names = listAt(values, 'global', 'imagePullSecrets').filter((name) => typeof name === 'string');
  return names.length > 0 ? { imagePullSecrets: names.map((name) => ({ name })) } : {};
}

/** What a container asks for: what is set for it, else what every container has. */
export function resourcesOf(values: Tree, settings: Tree): Tree {
  const own = treeAt(settings, 'resources');
  return Object.keys(own).length > 0 ? own : treeAt(values, 'global', 'defaultResources');
}
