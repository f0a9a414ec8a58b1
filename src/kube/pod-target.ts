import { type Decoded, isObject, list, map, object, string } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import { suggest } from '../model/suggest.js';
import { textOf } from '../model/text.js';
import type { KubeClient } from './client.js';
import { ApiError, plain } from './errors.js';
import { listAll } from './list.js';

/** A pod by name. */
export interface PodName {
  readonly name: string;
  readonly namespace: string;
}

interface Target extends PodName {
  readonly type: WorkloadType | undefined;
}

interface WorkloadType {
  readonly names: readonly string[];
  readonly base: string;
  readonly plural: string;
}

/** What may stand before the slash, with kubectl's short names; each selects pods by labels. */
const TYPES: readonly WorkloadType[] = [
  { names: ['service', 'services', 'svc'], base: '/api/v1', plural: 'services' },
  { names: ['deployment', 'deployments', 'deploy'], base: '/apis/apps/v1', plural: 'deployments' },
  { names: ['statefulset', 'statefulsets', 'sts'], base: '/apis/apps/v1', plural: 'statefulsets' },
  { names: ['daemonset', 'daemonsets', 'ds'], base: '/apis/apps/v1', plural: 'daemonsets' },
  { names: ['replicaset', 'replicasets', 'rs'], base: '/apis/apps/v1', plural: 'replicasets' },
  { names: ['job', 'jobs'], base: '/apis/batch/v1', plural: 'jobs' },
];
const POD_NAMES = ['pod', 'pods', 'po'];

const expressions = list(object({ key: string, operator: string, values: list(string) }));
const selectorShape = object({ matchLabels: map(string), matchExpressions: expressions });
type Selector = Decoded<typeof selectorShape>;

/**
 * Resolves `[TYPE/]NAME[.NAMESPACE]`, as istioctl takes it, to a running pod: that pod, or the first ready one that a
 * workload or service selects. https://istio.io/latest/docs/reference/commands/istioctl/#istioctl-proxy-config
 * @throws UserError `usage` for an unknown type, `failed` when there is no such pod (with the nearest name) or none runs.
 */
export async function resolvePod(client: KubeClient, target: string): Promise<PodName> {
  const wanted = parseTarget(target, client.namespace);
  return wanted.type ? resolveWorkload(client, wanted, wanted.type) : resolveNamed(client, wanted);
}

function parseTarget(target: string, defaultNamespace: string): Target {
  const slash = target.indexOf('/');
  const word = slash < 0 ? 'pod' : target.slice(0, slash).toLowerCase();
  const rest = target.slice(slash + 1);
  const dot = rest.lastIndexOf('.');
  const name = dot < 0 ? rest : rest.slice(0, dot);
  const namespace = dot < 0 ? defaultNamespace : rest.slice(dot + 1);
  const type = TYPES.find((t) => t.names.includes(word));
  if (!type && !POD_NAMES.includes(word)) {
    const known = [...POD_NAMES, ...TYPES.flatMap((t) => t.names)];
    const near = suggest(word, known);
    const hint = near ? `did you mean ${near}/${rest}?` : `types: pod, ${TYPES.map((t) => t.names[0]).join(', ')}`;
    throw new UserError('usage', `${plain(target)}: unknown type ${plain(word)}`, hint);
  }
  const label = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
  if (!label.test(name) || !label.test(namespace)) {
    throw new UserError('usage', `${plain(target)} is no name of a pod or workload`, 'write [TYPE/]NAME[.NAMESPACE]');
  }
  return { type, name, namespace };
}

async function resolveNamed(client: KubeClient, wanted: PodName): Promise<PodName> {
  const path = `/api/v1/namespaces/${wanted.namespace}/pods/${wanted.name}`;
  const pod = await getOrNothing(client, path, `read pod ${wanted.name} in namespace ${wanted.namespace}`);
  if (!pod) throw await notFound(client, 'pod', '/api/v1', 'pods', wanted);
  const phase = phaseOf(pod);
  if (phase !== 'Running') {
    throw new UserError('failed', `pod ${wanted.name}.${wanted.namespace} is ${phase}, so nothing in it answers`);
  }
  return wanted;
}

async function resolveWorkload(client: KubeClient, wanted: PodName, type: WorkloadType): Promise<PodName> {
  const noun = type.names[0] ?? type.plural;
  const path = `${type.base}/namespaces/${wanted.namespace}/${type.plural}/${wanted.name}`;
  const found = await getOrNothing(client, path, `read ${noun} ${wanted.name} in namespace ${wanted.namespace}`);
  if (!found) throw await notFound(client, noun, type.base, type.plural, wanted);
  const labelSelector = formatSelector(selectorOf(found, noun === 'service'));
  const what = `${noun} ${wanted.name}.${wanted.namespace}`;
  if (!labelSelector) throw new UserError('failed', `${what} selects no pods`, 'name a pod');
  const pods = await listAll(client, `/api/v1/namespaces/${wanted.namespace}/pods`, { noun: 'pods', labelSelector });
  const running = pods.filter((pod) => phaseOf(pod) === 'Running' && !metadataOf(pod)['deletionTimestamp']);
  const pod = running.find(isReady) ?? running[0];
  const name = pod && metadataOf(pod)['name'];
  if (typeof name !== 'string') {
    throw new UserError('failed', `${what} has no running pod`, `it selects ${pods.length} pods: ${labelSelector}`);
  }
  return { name, namespace: wanted.namespace };
}

async function getOrNothing(client: KubeClient, path: string, what: string) {
  try {
    const answer = await client.get(path, { what });
    return isObject(answer) ? answer : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Says what is near: the same name elsewhere, what begins with the name, or a name that differs by a slip. */
async function notFound(
  client: KubeClient,
  noun: string,
  base: string,
  plural: string,
  wanted: PodName,
): Promise<UserError> {
  const names = await namesOf(client, `${base}/${plural}`, `${base}/namespaces/${wanted.namespace}/${plural}`, plural);
  const here = names.filter((n) => n.namespace === wanted.namespace).map((n) => n.name);
  const elsewhere = names.find((n) => n.name === wanted.name) ?? names.find((n) => begins(n.name, wanted.name));
  const near = here.find((name) => begins(name, wanted.name)) ?? suggest(wanted.name, here);
  const typed = noun === 'pod' ? '' : `${noun}/`;
  const guess = near
    ? `${typed}${near}.${wanted.namespace}`
    : elsewhere && `${typed}${elsewhere.name}.${elsewhere.namespace}`;
  const message = `no ${noun} ${wanted.name} in namespace ${wanted.namespace}`;
  return new UserError('failed', message, guess && `did you mean ${guess}?`);
}

function begins(name: string, prefix: string): boolean {
  return name.startsWith(`${prefix}-`);
}

async function namesOf(client: KubeClient, everywhere: string, here: string, noun: string): Promise<PodName[]> {
  for (const path of [everywhere, here]) {
    try {
      const items = await listAll(client, path, { noun, metadataOnly: true });
      return items.map(metadataOf).map((m) => ({ name: textOf(m['name']), namespace: textOf(m['namespace']) }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // a suggestion is no reason to fail for lack of rights
    }
  }
  return [];
}

function selectorOf(found: Record<string, unknown>, isService: boolean): Selector | undefined {
  const raw = isObject(found['spec']) ? found['spec']['selector'] : undefined;
  return selectorShape(isService ? { matchLabels: raw } : raw, { path: [], problems: [] });
}

/** A selector as the API takes it in a query. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
function formatSelector(selector: Selector | undefined): string {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const sets = (selector?.matchExpressions ?? []).map(({ key = '', operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values.join(',')})`;
  });
  return [...equal, ...sets].join(',');
}

function metadataOf(value: Record<string, unknown>): Record<string, unknown> {
  return isObject(value['metadata']) ? value['metadata'] : {};
}

function statusOf(pod: Record<string, unknown>): Record<string, unknown> {
  return isObject(pod['status']) ? pod['status'] : {};
}

function phaseOf(pod: Record<string, unknown>): string {
  return plain(textOf(statusOf(pod)['phase'] ?? 'Unknown'));
}

function isReady(pod: Record<string, unknown>): boolean {
  const { conditions } = statusOf(pod);
  return (
    Array.isArray(conditions) && conditions.some((c) => isObject(c) && c['type'] === 'Ready' && c['status'] === 'True')
  );
}
