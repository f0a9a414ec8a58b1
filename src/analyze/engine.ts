import type { Diagnostic, Severity } from '../model/diagnostic.js';
import type { Resource } from '../model/resource.js';
import { MESSAGES } from './messages/index.js';
import type { AnalysisContext, Analyzer, Report } from './types.js';

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** True for a finding that is left out. */
export type Suppression = (finding: Diagnostic) => boolean;

export interface AnalysisOptions {
  readonly analyzers: readonly Analyzer[];
  /** A namespaced resource outside is not reported on; undefined keeps all. */
  readonly namespace?: string;
  readonly suppress?: Suppression;
}

export interface AnalysisResult {
  /** Without duplicates, the worst first. */
  readonly findings: readonly Diagnostic[];
  /** How many findings concern other namespaces than the chosen one. */
  readonly elsewhere: number;
  /** Analyzers that had nothing to look at. */
  readonly skipped: readonly Analyzer[];
}

/** Runs analyzers over one input: findings without duplicates, the worst first. */
export function runAnalysis(context: AnalysisContext, options: AnalysisOptions): readonly Diagnostic[] {
  return analyze(context, options).findings;
}

/** The same, with what was left out and why. */
export function analyze(context: AnalysisContext, options: AnalysisOptions): AnalysisResult {
  const keyOf = createKeys();
  const found = new Map<string, Diagnostic>();
  const elsewhere = new Set<string>();
  const report: Report = (code, resource, path, args = {}) => {
    const finding: Diagnostic = { code, severity: MESSAGES[code].severity, args, resource, path };
    if (isSuppressedByAnnotation(finding) || options.suppress?.(finding)) return;
    const key = keyOf(finding);
    if (options.namespace !== undefined && !isIn(resource, options.namespace)) elsewhere.add(key);
    else if (!found.has(key)) found.set(key, finding);
  };
  const skipped: Analyzer[] = [];
  for (const analyzer of options.analyzers) {
    if (hasInput(context, analyzer)) analyzer.analyze(context, report);
    else skipped.push(analyzer);
  }
  return { findings: [...found.values()].sort(compareFindings), elsewhere: elsewhere.size, skipped };
}

/** An analyzer without declared inputs looks at something else than resources, the MeshConfig for one. */
function hasInput({ store }: AnalysisContext, { inputs }: Analyzer): boolean {
  return inputs.length === 0 || inputs.some((kind) => store.list(kind).length > 0);
}

/** A Namespace is in itself; other things without a namespace concern everybody. */
function isIn({ kind, metadata }: Resource, namespace: string): boolean {
  const own = kind === 'Namespace' ? metadata.name : metadata.namespace;
  return own === '' || own === namespace;
}

/**
 * As istioctl merges equal lines: the same words about the same resource, wherever in it, are one finding. Arguments may be long
 * lists that many findings share, so each is kept once.
 */
function createKeys(): (finding: Diagnostic) => string {
  const known = new Map<string, number>();
  return ({ code, resource, args }) => {
    const text = JSON.stringify(args);
    const number = known.get(text) ?? known.size;
    known.set(text, number);
    return `${code}\n${nameOf(resource)}\n${number}`;
  };
}

function nameOf(resource: Resource | undefined): string {
  return resource ? `${resource.kind}/${resource.metadata.name}/${resource.metadata.namespace}` : '';
}

/** https://istio.io/latest/docs/ops/diagnostic-tools/istioctl-analyze/#ignoring-specific-analyzer-messages-via-annotations */
const SUPPRESS = 'galley.istio.io/analyze-suppress';

function isSuppressedByAnnotation({ code, resource }: Diagnostic): boolean {
  const value = resource?.metadata.annotations[SUPPRESS];
  return value?.split(',').some((word) => word === '*' || word === code) ?? false;
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
