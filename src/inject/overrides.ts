import { canonicalize } from './shapes/canonical.js';
import { mergeStrategic } from './strategic-merge.js';
import { injectionStatusOf, OVERRIDES, recordedOverrides } from './strip.js';
import {
  annotationsOf,
  at,
  containersOf,
  findProxy,
  INIT,
  initContainersOf,
  nameOf,
  PROXY,
  replaceProxy,
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
 * Containers that an earlier injection lists as its own are the template's alone.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#customizing-injection
 */
export function reapplyOwnContainers(injected: Tree, original: Tree, templatePod: Tree): Tree {
  const recorded = recordedOverrides(original);
  const earlier = injectionStatusOf(original);
  const wanted = (list: readonly Tree[], gone: unknown): readonly Tree[] =>
    Array.isArray(gone) ? list.filter((container) => !gone.includes(nameOf(container))) : list;
  const own = {
    containers: matching(
      wanted(containersOf(templatePod), earlier?.['containers']),
      recorded.containers,
      containersOf(original),
    ),
    initContainers: matching(
      wanted(initContainersOf(templatePod), earlier?.['initContainers']),
      recorded.initContainers,
      [...containersOf(original), ...initContainersOf(original)],
    ),
  };
  if (own.containers.length + own.initContainers.length === 0) return injected;
  const pod = mergeStrategic('Pod', injected, { spec: own });
  if (earlier) return pod;
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
 * transparent they run as root nevertheless, and who only looks whether traffic is redirected keeps its own user.
 */
export function adjustRedirectionUser(pod: Tree, original: Tree, transparent: boolean): Tree {
  const own = findProxy(original);
  const user = at(own, 'securityContext', 'runAsUser');
  const group = at(own, 'securityContext', 'runAsGroup');
  if (user === undefined && group === undefined) return pod;
  const redirector = [INIT, VALIDATION].find((name) => initContainersOf(pod).some((c) => nameOf(c) === name));
  if (redirector === undefined) return pod;
  const list = initContainersOf(pod).map((container) => {
    if (nameOf(container) !== redirector) return container;
    const redirected = typeof user === 'number' && user !== 0 ? withUser(container, user) : container;
    // The container that sets up the redirection has to be root.
    return redirector === VALIDATION && !transparent ? withIds(redirected, user, group) : redirected;
  });
  const told = withAt(pod, ['spec', 'initContainers'], list);
  return transparent && user !== undefined ? replaceProxy(told, (proxy) => withIds(proxy, 0, undefined)) : told;
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
