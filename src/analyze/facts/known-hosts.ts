import { isWildcard } from '../../mesh/hosts.js';
import { CLUSTER_DOMAIN } from '../../mesh/mesh-config.js';
import type { Resource } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';

/** What stands behind a host that may be routed to: a Service, or one ServiceEntry. */
export interface KnownHost {
  readonly resource: Resource;
  readonly ports: readonly number[];
  /** Labels of the workloads of a ServiceEntry. */
  readonly selector?: Readonly<Record<string, string>>;
}

/** Hosts of all Services and ServiceEntries, by where they are seen. */
export interface KnownHosts {
  /**
   * What a host means to a resource of a namespace, which exportTo makes one of others. Short names are Services of the own
   * namespace; a name with one dot is taken as it is.
   */
  find(host: string, namespace: string, exportTo: readonly string[] | undefined): KnownHost | undefined;
}

const EVERYWHERE = '*';
const ALL = [EVERYWHERE];
const EXPORT_TO = 'networking.istio.io/exportTo';

/** FQDN of a host as a resource of a namespace writes it: only names without a dot are completed. */
export function expandHost(host: string, namespace: string): string {
  return isWildcard(host) || host.includes('.') ? host : `${host}.${namespace}.svc.${CLUSTER_DOMAIN}`;
}

/** Namespaces that see something exported like this; the whole mesh is `*`. Nothing written means everywhere. */
export function exportScopes(exportTo: readonly string[] | undefined, own: string): readonly string[] {
  if (!exportTo?.length || exportTo.includes(EVERYWHERE)) return ALL;
  return exportTo.map((scope) => (scope === '.' ? own : scope));
}

/** Indexes the hosts of Services and ServiceEntries. Of several with one host and scope the last one counts. */
export function knownHosts(context: AnalysisContext): KnownHosts {
  const byScope = new Map<string, Map<string, KnownHost>>();
  const wildcards = new Map<string, { readonly scope: string; readonly known: KnownHost }[]>();
  const add: Add = (host, scopes, known) => {
    for (const scope of scopes) {
      const hosts = byScope.get(scope) ?? new Map<string, KnownHost>();
      byScope.set(scope, hosts.set(host, known));
      if (!isWildcard(host)) continue;
      const same = wildcards.get(host.slice(1));
      if (same) same.push({ scope, known });
      else wildcards.set(host.slice(1), [{ scope, known }]);
    }
  };
  addServiceEntries(context, add);
  addServices(context, add);
  return {
    find(written, namespace, exportTo) {
      const host = expandHost(written, namespace);
      const everywhere = byScope.get(EVERYWHERE)?.get(host);
      if (everywhere) return everywhere;
      for (const scope of exportTo?.length ? exportTo : [namespace]) {
        const known = byScope.get(scope === '.' ? namespace : scope)?.get(host);
        if (known) return known;
      }
      // A short name is of no domain that a wildcard could end with.
      const tail = isWildcard(written) ? written.slice(1) : written;
      const seen = ({ scope }: { readonly scope: string }) => scope === EVERYWHERE || scope === namespace;
      for (const suffix of wildcards.size > 0 ? suffixesOf(tail) : []) {
        const wildcard = wildcards.get(suffix)?.find(seen);
        if (wildcard) return wildcard.known;
      }
      return undefined;
    },
  };
}

/** What a wildcard for a host may end with: the host from each of its dots on, the longest first. */
function suffixesOf(host: string): string[] {
  const suffixes = [];
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) suffixes.push(host.slice(dot));
  return suffixes;
}

type Add = (host: string, scopes: readonly string[], known: KnownHost) => void;

function addServiceEntries(context: AnalysisContext, add: Add): void {
  for (const resource of context.store.list('ServiceEntry')) {
    const { hosts = [], ports = [], exportTo, workloadSelector } = resource.body.spec ?? {};
    const { namespace } = resource.metadata;
    const known: KnownHost = {
      resource,
      ports: ports.map((port) => port.number ?? 0),
      ...(workloadSelector?.labels && { selector: workloadSelector.labels }),
    };
    for (const host of hosts) add(expandHost(host, namespace), exportScopes(exportTo, namespace), known);
  }
}

function addServices(context: AnalysisContext, add: Add): void {
  for (const resource of context.store.list('Service')) {
    const { name, namespace, annotations } = resource.metadata;
    const ports = (resource.body.spec?.ports ?? []).map((port) => port.port ?? 0);
    const exported = annotations[EXPORT_TO]?.split(',').map((scope) => scope.trim());
    add(expandHost(name, namespace), exportScopes(exported, namespace), { resource, ports });
  }
}
