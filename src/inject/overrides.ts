import { canonicalize } from './shapes/canonical.js';
import { mergeStrategic } from './strategic-merge.js';
import { isInjected, OVERRIDES, recordedOverrides } from './strip.js';
import {
  annotationsOf,
  at,
  containersOf,
  INIT,
  initContainersOf,
  nameOf,
  PROXY,
  textAt,
  treeAt,
  treesAt,
  VALIDATION,
  withAt,
  without,
} from './tree.js';
import type { Tree } from './types.js';

/** The image that stands for the template's. */
const AUTO = 'auto';

/**
 * The injected pod with the user's own containers of the template's names laid over the template's, and written down for the next injection.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#customizing-injection
 */
export function reapplyOwnContainers(injected: Tree, original: Tree, templatePod: Tree): Tree {
  const recorded = recordedOverrides(original);
  // What an injected pod has is no longer the user's own, except for what was written down.
  const user = isInjected(original) ? {} : original;
  const own = {
    containers: matching(containersOf(templatePod), recorded.containers, containersOf(user)),
    initContainers: matching(initContainersOf(templatePod), recorded.initContainers, initContainersOf(user)),
  };
  if (own.containers.length + own.initContainers.length === 0) return injected;
  const pod = mergeStrategic('Pod', injected, { spec: own });
  if (isInjected(original)) return pod;
  const record = Object.fromEntries(Object.entries(own).filter(([, list]) => list.length > 0));
  return withAt(pod, ['metadata', 'annotations'], { ...annotationsOf(pod), [OVERRIDES]: JSON.stringify(record) });
}

/** The user's containers that the templates have too, without an image where the template's is wanted. */
function matching(wanted: readonly Tree[], recorded: readonly Tree[], original: readonly Tree[]): readonly Tree[] {
  return wanted.flatMap((container) => {
    const named = (candidate: Tree) => nameOf(candidate) === nameOf(container);
    const found = recorded.find(named) ?? original.find(named);
    if (!found) return [];
    const { value } = canonicalize('Container', found);
    return [textAt(value, 'image') === AUTO ? without(value, 'image') : value];
  });
}

/** A proxy in `containers` moved to the init containers, where the template has it. */
export function moveOwnProxy(pod: Tree, templatePod: Tree): Tree {
  const isProxy = (container: Tree) => nameOf(container) === PROXY;
  const own = containersOf(pod).find(isProxy);
  if (!own || !initContainersOf(templatePod).some(isProxy)) return pod;
  const rest = containersOf(pod).filter((container) => !isProxy(container));
  const moved = withAt(pod, ['spec', 'containers'], rest);
  return withAt(moved, ['spec', 'initContainers'], [...initContainersOf(pod).filter((c) => !isProxy(c)), own]);
}

/**
 * The user whom a user's own proxy runs as, told to whoever redirects traffic: its packets must not be redirected again. Where proxies are
 * transparent they run as root, and nothing is to be told.
 */
export function adjustRedirectionUser(pod: Tree, original: Tree, transparent: boolean): Tree {
  const own = [...containersOf(original), ...initContainersOf(original)].find(
    (container) => nameOf(container) === PROXY,
  );
  const user = at(own, 'securityContext', 'runAsUser');
  const group = at(own, 'securityContext', 'runAsGroup');
  if (transparent || (user === undefined && group === undefined)) return pod;
  const list = initContainersOf(pod).map((container) => {
    if (nameOf(container) !== INIT && nameOf(container) !== VALIDATION) return container;
    const redirected = typeof user === 'number' && user !== 0 ? withUser(container, user) : container;
    // The container that sets up the redirection has to be root.
    return nameOf(container) === VALIDATION ? withIds(redirected, user, group) : redirected;
  });
  return list.length === 0 ? pod : withAt(pod, ['spec', 'initContainers'], list);
}

function withUser(container: Tree, user: number): Tree {
  const args: readonly unknown[] = Array.isArray(container['args']) ? container['args'] : [];
  const place = args.indexOf('-u');
  if (place < 0) return container;
  return { ...container, args: args.map((arg, i) => (i === place + 1 ? String(user) : arg)) };
}

function withIds(container: Tree, user: unknown, group: unknown): Tree {
  const ids = { ...(user !== undefined && { runAsUser: user }), ...(group !== undefined && { runAsGroup: group }) };
  return { ...container, securityContext: { ...treeAt(container, 'securityContext'), ...ids } };
}

/** The proxy's environment with variables set anew, at its end; empty ones are taken away. */
export function setProxyEnv(proxy: Tree, variables: Readonly<Record<string, string>>): Tree {
  const kept = treesAt(proxy, 'env').filter((variable) => !Object.hasOwn(variables, nameOf(variable)));
  const added = Object.entries(variables)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
  return { ...proxy, env: [...kept, ...added] };
}
