import { compareSpecificity, hostCovers, isWildcard } from '../../mesh/hosts.js';
import { CLUSTER_DOMAIN } from '../../mesh/mesh-config.js';
import { buildServices, serviceHostname } from '../../mesh/services.js';
import type { MeshService } from '../../mesh/types.js';
import { suggest } from '../../model/suggest.js';
import type { AnalysisContext } from '../types.js';
import { type Workload, workloads } from './mesh-workloads.js';

/** The services of the input, found by host. */
export interface ServiceRegistry {
  readonly all: readonly MeshService[];
  /** Every service with this very name: one of Kubernetes, and those of ServiceEntries. */
  named(hostname: string): readonly MeshService[];
  /** Services of a name, or of the most specific wildcard that covers it. */
  find(hostname: string): readonly MeshService[];
  readonly hostnames: Pick<ReadonlySet<string>, 'has'>;
  /** Namespaces that have a Kubernetes Service in the input. */
  readonly namespaces: ReadonlySet<string>;
  readonly hasEntries: boolean;
}

/** Indexes Services and ServiceEntries. */
export function services(context: AnalysisContext): ServiceRegistry {
  const { store, config } = context;
  const entries = store.list('ServiceEntry');
  const all = buildServices(store.list('Service'), entries, config, store.list('Namespace'));
  const byHost = new Map<string, MeshService[]>();
  for (const service of all) {
    const list = byHost.get(service.hostname);
    if (list) list.push(service);
    else byHost.set(service.hostname, [service]);
  }
  const wildcards = [...byHost.keys()].filter(isWildcard).sort(compareSpecificity);
  return {
    all,
    named: (hostname) => byHost.get(hostname) ?? [],
    find: (hostname) => {
      const exact = byHost.get(hostname);
      if (exact) return exact;
      const wildcard = wildcards.find((w) => hostCovers(w, hostname));
      return wildcard === undefined ? [] : (byHost.get(wildcard) ?? []);
    },
    hostnames: byHost,
    namespaces: new Set(context.store.list('Service').map((s) => s.metadata.namespace)),
    hasEntries: entries.length > 0,
  };
}

const LOCAL = new RegExp(`^([^.]+)\\.([^.]+)\\.svc\\.${CLUSTER_DOMAIN.replaceAll('.', '\\.')}$`);

/** Name and namespace of a host inside the cluster, undefined for other hosts. */
export function localName(hostname: string): { readonly name: string; readonly namespace: string } | undefined {
  const [, name, namespace] = LOCAL.exec(hostname) ?? [];
  return name !== undefined && namespace !== undefined ? { name, namespace } : undefined;
}

/**
 * True when a host would be in the input if there were one: the input is the whole cluster, or it has Services of the
 * host's namespace. Hosts outside of the cluster are never missed, as their ServiceEntries may stand anywhere.
 */
export function knowsHost(context: AnalysisContext, hostname: string): boolean {
  if (context.complete) return true;
  const local = localName(hostname);
  return local !== undefined && context.fact(services).namespaces.has(local.namespace);
}

/** So many names get a suggestion: who has more wrong has another problem, and each takes a while. */
const SUGGESTED = 200;

/** Finds the service that a mistyped name of the cluster was meant to be, '' when none is near. */
export function nearHosts(context: AnalysisContext): (hostname: string) => string {
  const names = new Map<string, string[]>();
  for (const { registry, name, namespace } of context.fact(services).all) {
    if (registry !== 'kubernetes') continue;
    const known = names.get(namespace);
    if (known) known.push(name);
    else names.set(namespace, [name]);
  }
  let left = SUGGESTED;
  return (hostname) => {
    const local = localName(hostname);
    left -= 1;
    if (!local || left < 0) return '';
    const near = suggest(local.name, names.get(local.namespace) ?? []);
    return near === undefined ? '' : serviceHostname(near, local.namespace);
  };
}

/** A port of a workload as a service serves it. */
export interface ServedPort {
  readonly service: MeshService;
  readonly port: MeshService['ports'][number];
  /** Port of the workload. */
  readonly number: number;
}

/** The workloads that a service selects; asked by several analyzers, found once. */
export function workloadsBehind(context: AnalysisContext): (service: MeshService) => readonly Workload[] {
  const all = context.fact(workloads);
  const known = new Map<MeshService, readonly Workload[]>();
  return (service) => {
    let found = known.get(service);
    if (!found) {
      found = service.selector ? all.select(service.namespace, service.selector) : [];
      known.set(service, found);
    }
    return found;
  };
}

/** What services send to each workload, oldest service first. */
export function servedPorts(context: AnalysisContext): ReadonlyMap<Workload, readonly ServedPort[]> {
  const served = new Map<Workload, ServedPort[]>();
  const behind = context.fact(workloadsBehind);
  for (const service of context.fact(services).all) {
    if (!service.selector || service.registry !== 'kubernetes' || service.resolution === 'alias') continue;
    for (const workload of behind(service)) {
      let ports = served.get(workload);
      if (!ports) {
        ports = [];
        served.set(workload, ports);
      }
      for (const port of service.ports) {
        const number = targetPort(port, workload);
        if (number !== undefined) ports.push({ service, port, number });
      }
    }
  }
  return served;
}

/** The port on a workload; undefined for a name that no container has. */
function targetPort(port: MeshService['ports'][number], workload: Workload): number | undefined {
  const { targetPort: target = port.number } = port;
  if (typeof target === 'number') return target;
  if (/^\d+$/.test(target)) return Number(target);
  for (const container of workload.spec.containers ?? []) {
    const found = container.ports?.find((p) => p.name === target)?.containerPort;
    if (found !== undefined) return found;
  }
  return undefined;
}
