import type { Diagnostic } from '../model/diagnostic.js';
import type { SubsetSpec } from '../model/kinds/destination-rule.js';
import type { DestinationRuleResource, MeshDestinationRule } from './types.js';

/** A rule as merged so far, with who may use it. */
export interface RuleEntry {
  readonly rule: MeshDestinationRule;
  /** As written: `.`, `*` and namespaces; empty for the mesh's default. */
  readonly exportTo: ReadonlySet<string>;
  /** Labels of the workloads it is for; undefined for all. */
  readonly selector: Readonly<Record<string, string>> | undefined;
}

/** The rules of one namespace by host. */
export interface NamespaceRules {
  add(resource: DestinationRuleResource, host: string, exportTo: ReadonlySet<string>): void;
  /** Entries of the most specific host that covers a hostname (a wildcard, for services that have one). */
  lookup(hostname: string): readonly RuleEntry[] | undefined;
  selectorKeys(): readonly string[];
}

/** Collects the rules of one namespace; what is dropped in merging is reported to `diagnostics`. */
export function buildNamespaceRules(diagnostics: Diagnostic[]): NamespaceRules {
  const byHost = new Map<string, RuleEntry[]>();
  // The parts after the star, longest first, so that the first that fits is the most specific.
  let suffixes: string[] = [];
  const selectorKeys = new Set<string>();
  return {
    add(resource, host, exportTo) {
      for (const key of Object.keys(resource.body.spec?.workloadSelector?.matchLabels ?? {})) selectorKeys.add(key);
      const entries = byHost.get(host);
      if (entries) return addEntry(entries, resource, host, exportTo, diagnostics);
      byHost.set(host, [newEntry(resource, host, exportTo, diagnostics)]);
      if (host.startsWith('*')) suffixes = [...suffixes, host.slice(1)].sort((a, b) => b.length - a.length);
    },
    lookup(hostname) {
      const exact = byHost.get(hostname);
      if (exact) return exact;
      const name = hostname.startsWith('*') ? hostname.slice(1) : hostname;
      const suffix = suffixes.find((s) => name.endsWith(s));
      return suffix === undefined ? undefined : byHost.get(`*${suffix}`);
    },
    selectorKeys: () => [...selectorKeys],
  };
}

/**
 * Adds a rule for a host that has some. It becomes part of every entry whose readers it all reaches, unless the two select
 * different workloads. Whether it stands for itself as well is decided by the last entry alone: not if it became part of
 * that one and the two have the same readers, or are alike in selecting workloads or not. So a rule for all workloads of
 * its namespace only (`.`) may be lost to the others behind one that selects some.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
 */
function addEntry(
  entries: RuleEntry[],
  resource: DestinationRuleResource,
  host: string,
  exportTo: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): void {
  const { selector } = newEntry(resource, host, exportTo, []);
  const lost: Diagnostic[] = [];
  let separate = true;
  for (const [i, entry] of entries.entries()) {
    const differs = entry.selector !== undefined && selector !== undefined && !sameLabels(entry.selector, selector);
    separate = differs || !reaches(exportTo, entry.exportTo);
    if (separate) continue;
    const alike = !entry.selector === !selector;
    separate = !alike && exportTo.size !== entry.exportTo.size;
    entries[i] = { ...entry, rule: mergeRule(entry.rule, resource, lost) };
  }
  if (separate) entries.push(newEntry(resource, host, exportTo, diagnostics));
  else diagnostics.push(...lost);
}

function newEntry(
  resource: DestinationRuleResource,
  host: string,
  exportTo: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): RuleEntry {
  const spec = resource.body.spec;
  const rule: MeshDestinationRule = {
    resource,
    host,
    namespace: resource.metadata.namespace,
    trafficPolicy: undefined,
    subsets: [],
    from: [],
  };
  return {
    rule: mergeRule(rule, resource, diagnostics),
    exportTo,
    selector: spec?.workloadSelector ? (spec.workloadSelector.matchLabels ?? {}) : undefined,
  };
}

/** The traffic policy of the first that has one, whole; subsets of all, the first of a name counting. */
function mergeRule(
  rule: MeshDestinationRule,
  resource: DestinationRuleResource,
  diagnostics: Diagnostic[],
): MeshDestinationRule {
  const spec = resource.body.spec;
  const names = new Set(rule.subsets.map((s) => s.name));
  const subsets: SubsetSpec[] = [...rule.subsets];
  for (const [i, subset] of (spec?.subsets ?? []).entries()) {
    if (!names.has(subset.name)) {
      names.add(subset.name);
      subsets.push(subset);
      continue;
    }
    const args = { subset: subset.name ?? '', host: rule.host };
    diagnostics.push({
      code: 'duplicate-subset',
      severity: 'warning',
      args,
      resource,
      path: ['spec', 'subsets', i, 'name'],
    });
  }
  if (rule.trafficPolicy && spec?.trafficPolicy) {
    const args = { host: rule.host, other: rule.resource.metadata.name };
    diagnostics.push({
      code: 'traffic-policy-ignored',
      severity: 'warning',
      args,
      resource,
      path: ['spec', 'trafficPolicy'],
    });
  }
  return {
    ...rule,
    trafficPolicy: rule.trafficPolicy ?? spec?.trafficPolicy,
    subsets,
    from: [...rule.from, resource],
  };
}

/** True when everybody who sees the earlier rule sees the later one too, as far as the two sets tell. */
function reaches(later: ReadonlySet<string>, earlier: ReadonlySet<string>): boolean {
  if (later.size === earlier.size) return [...earlier].every((n) => later.has(n));
  return earlier.size > 0 && [...earlier].every((n) => later.has(n));
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
