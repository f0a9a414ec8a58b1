import type { CommandDefinition } from '../../cli/command.js';
import { podRevision } from '../../inject/webhooks/overview.js';
import { UserError } from '../../model/errors.js';
import type { Resource } from '../../model/resource.js';
import type { Store } from '../../model/store.js';
import { suggest } from '../../model/suggest.js';
import { formatWorkloadView, type WorkloadView, workloadViewData } from '../../print/description/workload-view.js';
import { printable } from '../../print/terminal.js';
import { printData, viewFormat } from '../cluster-view.js';
import { choosePod, parsePodTarget, podsOfWorkload, type WorkloadKind } from '../pod-choice.js';
import { addDescribeOptions, type DescribedMesh, loadDescribedMesh } from './input.js';
import { describePlaces } from './places.js';
import { describePod } from './pod.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('<workload>', 'Deployment, StatefulSet, DaemonSet, ReplicaSet or Job: [TYPE/]NAME[.NAMESPACE]');
    addDescribeOptions(c).addHelpText(
      'after',
      `
Examples:
  meshwright describe workload productpage-v1.bookinfo
  meshwright describe workload statefulset/db -n bookinfo -f mesh/`,
    );
  },
  run: async (call) => {
    const format = viewFormat(call);
    const view = describeView(await loadDescribedMesh(call), call.args[0] ?? '');
    const place = describePlaces();
    if (format === 'table') await call.io.out(formatWorkloadView(view, place));
    else await printData(call, workloadViewData(view, place), format);
    return 'ok';
  },
};

/** In the order in which a name without a type is looked for. */
const KINDS: readonly WorkloadKind[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'];

function describeView(mesh: DescribedMesh, argument: string): WorkloadView {
  const { store } = mesh;
  const { kind, resource } = chooseWorkload(mesh, argument);
  const { name, namespace } = resource.metadata;
  return {
    resource,
    pods: podsOfWorkload(store, kind, resource.metadata).map(({ metadata, body }) => ({
      name: metadata.name,
      phase: body.status?.phase ?? '',
      revision: podRevision({ metadata }),
      proxy: mesh.mesh.proxies.some((p) => p.name === metadata.name && p.namespace === metadata.namespace),
    })),
    pod: describePod(mesh, choosePod(mesh, { kind, name, namespace })),
  };
}

interface ChosenWorkload {
  readonly kind: WorkloadKind;
  readonly resource: Resource;
}

/** @throws UserError (usage) for a type that is no workload's; (failed) where there is none of that name, with the nearest. */
function chooseWorkload({ store, namespace: fallback }: DescribedMesh, argument: string): ChosenWorkload {
  const target = parsePodTarget(argument);
  const namespace = target.namespace ?? fallback;
  const kinds = argument.includes('/') ? KINDS.filter((kind) => kind === target.kind) : KINDS;
  if (kinds.length === 0) {
    const hint = `use describe ${target.kind.toLowerCase()}`;
    throw new UserError('usage', `${printable(argument)}: a ${target.kind} is no workload`, hint);
  }
  const all = workloads(store, kinds);
  const here = all.filter(({ resource }) => resource.metadata.namespace === namespace);
  const found = here.find(({ resource }) => resource.metadata.name === target.name);
  if (found) return found;
  const elsewhere = all.find(({ resource }) => resource.metadata.name === target.name)?.resource.metadata;
  const near = suggest(
    target.name,
    here.map(({ resource }) => resource.metadata.name),
  );
  const guess = near ? `${near}.${namespace}` : elsewhere && `${elsewhere.name}.${elsewhere.namespace}`;
  const message = printable(`no workload ${target.name} in namespace ${namespace}`);
  throw new UserError('failed', message, guess && printable(`did you mean ${guess}?`));
}

function workloads(store: Store, kinds: readonly WorkloadKind[]): readonly ChosenWorkload[] {
  return kinds.flatMap((kind) => store.list(kind).map((resource) => ({ kind, resource })));
}
