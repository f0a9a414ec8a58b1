import type { Diagnostic } from '../model/diagnostic.js';
import { compareAge } from './age.js';
import { buildNamespaceRules, type NamespaceRules, type RuleEntry } from './destination-rules-namespace.js';
import type { MeshConfig } from './mesh-config.js';
import { CLUSTER_DOMAIN } from './mesh-config.js';
import type { DestinationRuleResource, MeshDestinationRule } from './types.js';

/** A client as far as the choice of a rule depends on it. */
export interface RuleClient {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface DestinationRuleIndex {
  /**
   * The rule in force for a client and a service. Inbound clusters of the service itself ignore rules for selected
   * workloads. `serviceNamespace` undefined means that no service of that name is known.
   */
  find(
    client: RuleClient,
    hostname: string,
    serviceNamespace: string | undefined,
    direction?: 'outbound' | 'inbound',
  ): MeshDestinationRule | undefined;
  /** Label keys that some workloadSelector of a namespace asks for: what the answer depends on beside the namespace. */
  selectorKeys(namespace: string): readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Indexes DestinationRules by who may use them. A client asks its own namespace first, then the service's, then the root
 * namespace; the first that has any rule for the host decides alone.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
 */
export function buildDestinationRules(
  resources: readonly DestinationRuleResource[],
  config: MeshConfig,
): DestinationRuleIndex {
  const byDefault = new Set(config.defaultDestinationRuleExportTo ?? ['*']);
  const diagnostics: Diagnostic[] = [];
  const local = new Map<string, NamespaceRules>();
  const exported = new Map<string, NamespaceRules>();
  // Rules that the root namespace keeps to itself: its other rules are everybody's fallback, and only that.
  const privateOfRoot = buildNamespaceRules([]);
  for (const resource of [...resources].sort(byPrecedence)) {
    const host = resolvedHost(resource);
    if (host === undefined) continue;
    const namespace = resource.metadata.namespace;
    const exportTo = exportToOf(resource);
    if (exportTo.size === 0 || ['*', '.', namespace].some((n) => exportTo.has(n))) {
      rulesOf(local, namespace, diagnostics).add(resource, host, exportTo);
    }
    // The lists below hold the same rules again: their problems are known from the first one.
    if (!isPrivate(exportTo, namespace, byDefault)) rulesOf(exported, namespace, []).add(resource, host, exportTo);
    else if (namespace === config.rootNamespace) privateOfRoot.add(resource, host, exportTo);
  }
  return {
    find: (client, hostname, serviceNamespace, direction = 'outbound') =>
      choose(
        candidates(client, hostname.toLowerCase(), serviceNamespace),
        direction === 'outbound' ? client : undefined,
      ),
    selectorKeys: (namespace) => local.get(namespace)?.selectorKeys() ?? [],
    diagnostics,
  };

  function candidates(
    client: RuleClient,
    hostname: string,
    serviceNamespace: string | undefined,
  ): readonly RuleEntry[] {
    const inRoot = client.namespace === config.rootNamespace;
    const own = (inRoot ? privateOfRoot : local.get(client.namespace))?.lookup(hostname);
    if (own) return own;
    for (const namespace of [serviceNamespace, config.rootNamespace]) {
      if (namespace === undefined) continue;
      const visible = exported
        .get(namespace)
        ?.lookup(hostname)
        ?.filter((e) => isVisible(e, client.namespace));
      if (visible && visible.length > 0) return visible;
    }
    return [];
  }
}

/**
 * Of what others are asked for, the default of the mesh counts no more: it only kept rules private. Here `.` is no
 * namespace.
 */
function isVisible({ exportTo }: RuleEntry, clientNamespace: string): boolean {
  return exportTo.size === 0 || exportTo.has('*') || exportTo.has(clientNamespace);
}

function rulesOf(map: Map<string, NamespaceRules>, namespace: string, diagnostics: Diagnostic[]): NamespaceRules {
  const known = map.get(namespace);
  if (known) return known;
  const made = buildNamespaceRules(diagnostics);
  map.set(namespace, made);
  return made;
}

/** Of several rules for one host: the first whose selector takes the client, else the last one without a selector. */
function choose(entries: readonly RuleEntry[], client: RuleClient | undefined): MeshDestinationRule | undefined {
  let general: MeshDestinationRule | undefined;
  for (const { rule, selector } of entries) {
    if (!selector) general = rule;
    else if (client?.namespace === rule.namespace && isSubset(selector, client.labels)) return rule;
  }
  return general;
}

function isSubset(wanted: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.keys(wanted).every((key) => labels[key] === wanted[key]);
}

function resolvedHost(resource: DestinationRuleResource): string | undefined {
  const host = resource.body.spec?.host?.toLowerCase();
  if (!host) return undefined;
  if (host.includes('.') || host.includes('*')) return host;
  return `${host}.${resource.metadata.namespace}.svc.${CLUSTER_DOMAIN}`;
}

/** Rules for selected workloads never leave their namespace, whatever they say. */
function exportToOf(resource: DestinationRuleResource): ReadonlySet<string> {
  const spec = resource.body.spec;
  return new Set(spec?.workloadSelector ? ['.'] : (spec?.exportTo ?? []));
}

function isPrivate(exportTo: ReadonlySet<string>, namespace: string, byDefault: ReadonlySet<string>): boolean {
  if (exportTo.size === 0) return byDefault.has('.');
  return exportTo.size === 1 && (exportTo.has('.') || exportTo.has(namespace));
}

function byPrecedence(a: DestinationRuleResource, b: DestinationRuleResource): number {
  return Number(!a.body.spec?.workloadSelector) - Number(!b.body.spec?.workloadSelector) || compareAge(a, b);
}
