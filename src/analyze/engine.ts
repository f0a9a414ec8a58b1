import type { Diagnostic, Severity } from '../model/diagnostic.js';
import type { Resource } from '../model/resource.js';
import { MESSAGES } from './messages/index.js';
import type { AnalysisContext, Analyzer, Report } from './types.js';

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Whether a finding is left out, and why it may be. */
export type Suppression = (finding: Diagnostic) => boolean;

export interface AnalysisOptions {
  readonly analyzers: readonly Analyzer[];
  /** A namespaced resource outside is not reported on; undefined keeps all. */
  readonly namespace?: string;
  readonly suppress?: Suppression;
}

/** Runs analyzers over one input: findings without duplicates, the worst first. */
export function runAnalysis(context: AnalysisContext, options: AnalysisOptions): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const report: Report = (code, resource, path, args = {}) => {
    const finding: Diagnostic = { code, severity: MESSAGES[code].severity, args, resource, path };
    if (options.namespace !== undefined && !isIn(resource, options.namespace)) return;
    if (isSuppressedByAnnotation(finding) || options.suppress?.(finding)) return;
    const key = keyOf(finding);
    if (!found.has(key)) found.set(key, finding);
  };
  for (const analyzer of options.analyzers) analyzer.analyze(context, report);
  return [...found.values()].sort(compareFindings);
}

function isIn(resource: Resource, namespace: string): boolean {
  return resource.metadata.namespace === '' || resource.metadata.namespace === namespace;
}

/** As istioctl merges equal lines: the same words about the same resource, wherever in it, are one finding. */
function keyOf({ code, resource, args }: Diagnostic): string {
  return `${code}\n${nameOf(resource)}\n${JSON.stringify(args)}`;
}

function nameOf(resource: Resource | undefined): string {
  return resource ? `${resource.kind}/${resource.metadata.name}/${resource.metadata.namespace}` : '';
}

/** https://istio.io/latest/docs/ops/diagnostic-tools/istioctl-analyze/#ignoring-specific-analyzer-messages-via-annotations */
const SUPPRESS = 'galley.istio.io/analyze-suppress';

function isSuppressedByAnnotation({ code, resource }: Diagnostic): boolean {
  const value = resource?.metadata.annotations[SUPPRESS];
  return (value ?? '').split(',').some((word) => word === '*' || word === code);
}

/** The worst first; then by code, and by the name of the resource. */
function compareFindings(a: Diagnostic, b: Diagnostic): number {
  return (
    RANK[a.severity] - RANK[b.severity] ||
    compareText(a.code, b.code) ||
    compareText(nameOf(a.resource), nameOf(b.resource))
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True when `severity` is at least as bad as `threshold`. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return RANK[severity] <= RANK[threshold];
}
