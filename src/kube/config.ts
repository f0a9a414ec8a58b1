import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { env as environment } from 'node:process';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { UserError } from '../model/errors.js';
import { suggest } from '../model/suggest.js';
import { plain } from './errors.js';
import { environmentProxy } from './proxy.js';

/** Which cluster, and as whom. Missing fields are what kubectl takes without its flags. */
export interface KubeOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  /** Variables to take $KUBECONFIG and proxies from; those of this process without it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** For how long a server that went away is waited for, in milliseconds; not at all without it. */
  readonly patienceMs?: number;
}

const TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Loads the kubeconfig and chooses its context, as kubectl does: the file named, else those of $KUBECONFIG, else
 * ~/.kube/config, else the service account of the pod this runs in.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 * @throws UserError `failed` when there is none, it can't be read, or the context isn't in it.
 */
export async function loadKubeConfig(options: KubeOptions): Promise<KubeConfig> {
  // Half a second of loading: only what talks to a cluster pays for it.
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const files = kubeconfigFiles(options);
  const config = new KubeConfig();
  if (files.length === 0) config.loadFromCluster();
  for (const file of files) mergeFirstWins(config, readKubeconfig(new KubeConfig(), file));
  chooseContext(config, options.context, files);
  completeCluster(config, options.env ?? environment);
  return config;
}

function kubeconfigFiles(options: KubeOptions): string[] {
  const env = options.env ?? environment;
  if (options.kubeconfig) return [options.kubeconfig];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  const wanted = listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
  const present = wanted.filter((file) => existsSync(file));
  if (present.length > 0) return present;
  if (env['KUBERNETES_SERVICE_HOST'] && existsSync(TOKEN_FILE)) return [];
  const hint = 'name one with --kubeconfig, give files with -f, or a saved cluster with --snapshot FILE';
  throw new UserError('failed', `no cluster to ask: no kubeconfig at ${wanted.join(', ')}`, hint);
}

function readKubeconfig(config: KubeConfig, file: string): KubeConfig {
  try {
    config.loadFromFile(file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    // A parser's message quotes the text around the mistake, and that may be a token: only its first line is said.
    const reason = error instanceof Error ? plain(error.message.split('\n')[0] ?? '') : 'unreadable';
    throw new UserError('failed', `${file}: ${missing ? 'no such file' : `not readable as a kubeconfig: ${reason}`}`);
  }
  return config;
}

function mergeFirstWins(into: KubeConfig, from: KubeConfig): void {
  const add = <T extends { readonly name: string }>(to: T[], items: readonly T[]) => {
    for (const item of items) if (!to.some((known) => known.name === item.name)) to.push(item);
  };
  add(into.clusters, from.clusters);
  add(into.users, from.users);
  add(into.contexts, from.contexts);
  into.currentContext ||= from.currentContext;
}

function chooseContext(config: KubeConfig, wanted: string | undefined, files: readonly string[]): void {
  if (wanted) config.setCurrentContext(wanted);
  const name = config.getCurrentContext();
  const names = config.contexts.map((context) => context.name);
  const where = files.length > 0 ? ` in ${files.join(', ')}` : '';
  const known = names.length > 0 ? `contexts there: ${names.join(', ')}` : 'it has no contexts';
  if (!name) {
    throw new UserError('failed', `no current context${where}`, `choose one with --context; ${known}`);
  }
  const context = config.getContextObject(name);
  if (!context) {
    const near = suggest(name, names);
    throw new UserError('failed', `no context ${plain(name)}${where}`, near ? `did you mean ${near}?` : known);
  }
  if (!config.getCurrentCluster()) {
    throw new UserError('failed', `context ${name} names cluster ${context.cluster}, which is not defined${where}`);
  }
  if (context.user && !config.getCurrentUser()) {
    throw new UserError('failed', `context ${name} names user ${context.user}, which is not defined${where}`);
  }
}

/** Fills what client-node leaves to its caller, on this program's own copy of the configuration. */
function completeCluster(config: KubeConfig, env: NonNullable<KubeOptions['env']>): void {
  const context = config.getContextObject(config.getCurrentContext());
  const cluster = config.getCurrentCluster();
  if (!context || !cluster) return;
  // Without a user client-node drops the cluster's certificate authority.
  if (!config.getCurrentUser()) {
    const nobody = context.user || '(none)';
    config.users = [...config.users, { name: nobody }];
    config.contexts = config.contexts.map((known) => (known === context ? { ...known, user: nobody } : known));
  }
  const proxy = cluster.proxyUrl ?? environmentProxy(cluster.server, env);
  const replaced = {
    ...cluster,
    ...(proxy && { proxyUrl: proxy }),
    // There is no TLS to verify on plain HTTP, which kubectl speaks too; client-node asks for this flag.
    ...(cluster.server.startsWith('http:') && { skipTLSVerify: true }),
  };
  config.clusters = config.clusters.map((known) => (known === cluster ? replaced : known));
  tellExecPlugin(config, cluster);
}

/** Login plugins of API version v1 read this variable. https://kubernetes.io/docs/reference/access-authn-authz/authentication/ */
function tellExecPlugin(config: KubeConfig, cluster: { readonly server: string; readonly caData?: string }): void {
  const exec: unknown = config.getCurrentUser()?.exec;
  if (typeof exec !== 'object' || exec === null) return;
  const plugin: { apiVersion?: unknown; provideClusterInfo?: unknown; env?: unknown } = exec;
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(plugin.provideClusterInfo === true && {
        cluster: { server: cluster.server, 'certificate-authority-data': cluster.caData },
      }),
    },
  };
  const env: readonly unknown[] = Array.isArray(plugin.env) ? plugin.env : [];
  plugin.env = [...env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }];
}
