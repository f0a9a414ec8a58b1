import { addClusterOptions, clusterOptions } from '../../cli/cluster-options.js';
import type { CommandDefinition } from '../../cli/command.js';
import { appPorts, readRedirection } from '../../inject/redirection/redirection.js';
import { podRevision } from '../../inject/webhooks/overview.js';
import { describeWorkload } from '../../mesh/workload-description.js';
import { formatPod, type PodDescription, podData } from '../../print/pod-description.js';
import { currentNamespace, printData, viewFormat, viewFormatOption } from '../cluster-view.js';
import { printDiagnostics } from '../diagnostics.js';
import { type LoadedMesh, loadMesh, meshInput, meshInputOptions } from '../mesh-input.js';
import { choosePod, parsePodTarget } from '../pod-choice.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('<pod>', 'pod or workload: [TYPE/]NAME[.NAMESPACE]');
    for (const option of meshInputOptions()) c.addOption(option);
    addClusterOptions(c)
      .addOption(viewFormatOption())
      .addHelpText(
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
    const input = await meshInput(call);
    const loaded = await loadMesh(input, call.io.stdin);
    printDiagnostics(
      loaded.diagnostics.filter(({ code }) => code.startsWith('cluster-')),
      call.io,
    );
    const live = input.loadCluster !== undefined && clusterOptions(call.options).snapshot === undefined;
    const namespace = input.namespace ?? (live ? await currentNamespace(call) : 'default');
    const pod = describe(loaded, choosePod({ store: loaded.store, namespace }, target));
    if (format === 'table') await call.io.out(formatPod(pod));
    else await printData(call, podData(pod), format);
    return 'ok';
  },
};

function describe({ mesh }: LoadedMesh, pod: ReturnType<typeof choosePod>): PodDescription {
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
    ...(proxy && { workload: describeWorkload(mesh, proxy) }),
  };
}
