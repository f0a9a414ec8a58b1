import { type Command, Option } from 'commander';
import { type Options, text } from './options.js';

/** Which cluster a command reads, decoded from its flags. The same shape is what `kube` and `sources/cluster` take. */
export interface ClusterOptions {
  /** Path of the kubeconfig; $KUBECONFIG or ~/.kube/config without it. */
  readonly kubeconfig?: string;
  /** Context of the kubeconfig; its current one without it. */
  readonly context?: string;
  /** Namespace of names that carry none; the context's own, else `default`, without it. */
  readonly namespace?: string;
  /** Namespace of the control plane. */
  readonly istioNamespace: string;
  /** A file that stands for the cluster; no API server is asked then. */
  readonly snapshot?: string;
}

const ISTIO_NAMESPACE = 'istio-system';

/** Adds the flags that choose a cluster, as istioctl spells them. https://istio.io/latest/docs/reference/commands/istioctl/ */
export function addClusterOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'kubeconfig file (default: $KUBECONFIG, then ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig to use')
    .option('-n, --namespace <name>', 'namespace of names that carry none')
    .option('-i, --istio-namespace <name>', 'namespace of the control plane', ISTIO_NAMESPACE)
    .addOption(new Option('--istioNamespace <name>').hideHelp())
    .option('--snapshot <file>', 'read this file of objects in place of the cluster');
}

/** Decodes the flags that `addClusterOptions` added. */
export function clusterOptions(options: Options): ClusterOptions {
  const optional = (name: 'kubeconfig' | 'context' | 'namespace' | 'snapshot') => {
    const value = text(options, name);
    return value ? { [name]: value } : {};
  };
  return {
    ...optional('kubeconfig'),
    ...optional('context'),
    ...optional('namespace'),
    ...optional('snapshot'),
    istioNamespace: controlPlaneNamespace(options),
  };
}

/** commander camel-cases `--istio-namespace` to the very key of `--istioNamespace`, so the later of both wins. */
function controlPlaneNamespace(options: Options): string {
  return text(options, 'istioNamespace') || ISTIO_NAMESPACE;
}
