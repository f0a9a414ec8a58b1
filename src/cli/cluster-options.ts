import { type Command, Option } from 'commander';
import { type Options, text } from './options.js';

/** Which cluster a command talks to, and the namespaces that it looks at. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Namespace asked for with -n; undefined means the command's default. */
  readonly namespace?: string;
  /** Namespace of the control plane. */
  readonly istioNamespace: string;
  /** File that stands for the cluster: no API server is asked. */
  readonly snapshot?: string;
}

/** Adds the flags of everything that reads a cluster. */
export function addClusterOptions(command: Command): void {
  command
    .option('--kubeconfig <file>', 'kubeconfig file')
    .option('--context <name>', 'context of the kubeconfig')
    .option('-n, --namespace <name>', 'namespace')
    .option('-i, --istio-namespace <name>', 'namespace of the control plane (default: istio-system)')
    .addOption(new Option('--istioNamespace <name>', 'same as --istio-namespace').hideHelp())
    .option('--snapshot <file>', 'file or directory that stands for the cluster; no API server is asked');
}

/** Decodes the flags that `addClusterOptions` added. */
export function decodeClusterOptions(options: Options): ClusterOptions {
  const optional = (name: 'kubeconfig' | 'context' | 'namespace' | 'snapshot') => {
    const value = text(options, name);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    ...optional('kubeconfig'),
    ...optional('context'),
    ...optional('namespace'),
    ...optional('snapshot'),
    istioNamespace: text(options, 'istioNamespace') ?? 'istio-system',
  };
}
