import { type Command, Option } from 'commander';
import { addClusterOptions, type ClusterOptions, clusterOptions } from '../../cli/cluster-options.js';
import type { Call } from '../../cli/command.js';
import { collect, text, texts } from '../../cli/options.js';
import { UserError } from '../../model/errors.js';

/** What a command looks at, decoded from its arguments: files, an address, or a proxy by name. */
export interface Target {
  /** `[TYPE/]NAME[.NAMESPACE]` */
  readonly proxy?: string;
  readonly files: readonly string[];
  /** Address of an admin interface. */
  readonly admin?: string;
  /** Port of the admin interface in a pod. */
  readonly adminPort: number;
  readonly cluster: ClusterOptions;
}

const ADMIN_PORT = 15000;

/** Adds the proxy argument and the flags that say where its configuration comes from. */
export function addTargetOptions(command: Command, { files = true } = {}): void {
  command.argument('[proxy]', 'pod as [TYPE/]NAME[.NAMESPACE]').allowExcessArguments(true);
  if (files) {
    command.addOption(
      new Option(
        '-f, --file <path>',
        'config dump, /clusters?format=json, or files or directories with Kubernetes resources; - is stdin',
      ).argParser(collect),
    );
    command.option('-R, --recursive', 'look into subdirectories of directories');
    command.option('--mesh-config <file>', 'MeshConfig for Kubernetes resources');
  }
  command.option('--admin <host:port>', 'admin interface of a running Envoy');
  command.option('--proxy-admin-port <port>', `port of the admin interface in a pod (default: ${ADMIN_PORT})`);
  addClusterOptions(command);
}

/**
 * Decodes what `addTargetOptions` added.
 * @throws UserError (usage) when nothing says which proxy
 */
export function decodeTarget(call: Call): Target {
  const { options } = call;
  const files = texts(options, 'file');
  const admin = text(options, 'admin');
  // `--verbose` takes a value only after `=`, but the parser may have taken the proxy for it.
  const [proxy = strayArgument(call)] = call.args;
  if (files.length === 0 && !admin && !proxy) {
    throw new UserError(
      'usage',
      'a proxy is missing',
      'name a pod as NAME.NAMESPACE, a file with -f, or an Envoy with --admin',
    );
  }
  return {
    ...(proxy !== undefined && { proxy }),
    ...(admin !== undefined && { admin }),
    files,
    adminPort: portOption(options, 'proxyAdminPort') ?? ADMIN_PORT,
    cluster: clusterOptions(options),
  };
}

/** Adds `--verbose[=false]`. */
export function addVerboseOption(command: Command): void {
  command.option('--verbose [boolean]', 'a line for each chain or route (default: true)');
}

/** Value of `--verbose`, which is on unless it is switched off, in any of the ways in which Go spells booleans. */
export function isVerbose(call: Call): boolean {
  const value = call.options['verbose'];
  return !(typeof value === 'string' && /^(0|f|F|false|False|FALSE)$/.test(value));
}

function strayArgument(call: Call): string | undefined {
  const value = call.options['verbose'];
  return typeof value === 'string' && !/^([01tfTF]|true|True|TRUE|false|False|FALSE)$/.test(value) ? value : undefined;
}

/**
 * Value of an option that is a port.
 * @throws UserError (usage) when it is none; 0 means not set, as istioctl has it
 */
export function portOption(options: Call['options'], name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port >= 0 && port <= 65535) return port || undefined;
  const flagName = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  throw new UserError('usage', `--${flagName} ${value}: no port`, 'a number from 1 to 65535 was expected');
}
