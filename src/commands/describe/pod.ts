import type { CommandDefinition } from '../../cli/command.js';
import { appPorts, readRedirection } from '../../inject/redirection/redirection.js';
import { podRevision } from '../../inject/webhooks/overview.js';
import { describeWorkload } from '../../mesh/describe/workload.js';
import { formatPod, type PodDescription, podData } from '../../print/description/pod.js';
import { printData, viewFormat } from '../cluster-view.js';
import type { LoadedMesh } from '../mesh-input.js';
import { type ChosenPod, choosePod, parsePodTarget } from '../pod-choice.js';
import { addDescribeOptions, loadDescribedMesh } from './input.js';
import { describePlaces } from './places.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('<pod>', 'pod or workload: [TYPE/]NAME[.NAMESPACE]');
    addDescribeOptions(c).addHelpText(
      'after',
      `
Examples:
  meshwright describe pod productpage-v1-6b746f74dc-9rlmh.bookinfo
  meshwright describe pod deployment/productpage-v1 -n bookinfo
  meshwright kube-inject -f app.yaml | meshwright describe pod deployment/app -f -`,
    );
  },
  run: async (call) => {
    const format = viewFormat(call);
    const target = parsePodTarget(call.args[0] ?? '');
    const mesh = await loadDescribedMesh(call);
    const pod = describePod(mesh, choosePod(mesh, target));
    const place = describePlaces();
    if (format === 'table') await call.io.out(formatPod(pod, place));
    else await printData(call, podData(pod, place), format);
    return 'ok';
  },
};

/** What is to be told of a pod, or of the template that stands for one. */
export function describePod({ mesh, store }: LoadedMesh, pod: ChosenPod): PodDescription {
  const { name, namespace, spec, exists } = pod;
  const redirection = readRedirection(pod);
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const proxy = mesh.proxies.find((p) => p.name === pod.proxyName && p.namespace === namespace);
  return {
    name,
    namespace,
    exists,
    revision: podRevision({ metadata: pod }),
    proxyImage: containers.find((container) => container.name === 'istio-proxy')?.image ?? '',
    redirection,
    ports: appPorts(pod, redirection),
    ...(proxy && { workload: describeWorkload(mesh, store, proxy) }),
  };
}
