import type { Analyzer, Report } from '../analyze/types.js';
import type { Mesh, MeshProxy, Provenance } from '../mesh/types.js';
import { translateProxy } from '../translate/index.js';
import { translateOwnSide } from '../translate/own-side.js';
import { buildSharedState, type SharedState } from '../translate/translation.js';
import { checkTranslated, describeFinding, type Finding } from '../xds/check/index.js';
import type { Snapshot } from '../xds/snapshot.js';
import { type Blame, buildBlame } from './analyze-deep-blame.js';
import { classifyProxies, type ProxyClass } from './analyze-deep-classes.js';
import { describe } from './catalogue.js';

/** Problems of translation that other analyzers tell of, or that are no mistake in an analysis. */
const TOLD =
  /^(destination-|traffic-policy-ignored|duplicate-subset|authorization-rule-|jwks-|host-taken|delegate-missing|policy-target-elsewhere)/;

/**
 * Translates every proxy and tells what Envoy would refuse, at the YAML that caused it, and what translation came upon. Proxies that
 * see and ask the same are translated once, but for what each has of its own.
 */
export const deepAnalyzer: Analyzer = {
  name: 'meshwright.EnvoyRefusal',
  description: 'What Envoy would refuse in the translation of any proxy (only with --deep)',
  inputs: [],
  analyze(context, report) {
    const shared = buildSharedState();
    const mesh = context.mesh();
    const state: State = { mesh, shared, blame: buildBlame(mesh), seen: new Map() };
    // A proxy does not listen on its own address for a service without one, so that it takes two to have all listeners.
    const whole = mesh.services.some(({ resolution }) => resolution === 'passthrough') ? 2 : 1;
    for (const one of classifyProxies(mesh, context.store)) checkClass(one, whole, state);
    for (const refusal of state.seen.values()) reportRefusal(refusal, report);
    for (const problem of [...mesh.diagnostics, ...shared.diagnostics.values()]) {
      if (!problem.resource || problem.severity === 'info' || TOLD.test(problem.code)) continue;
      report('MW0201', problem.resource, problem.path ?? [], { what: describe(problem), code: problem.code });
    }
  },
};

interface Refusal {
  readonly finding: Finding;
  /** The first that has it. */
  readonly proxy: MeshProxy;
  readonly from: Provenance | undefined;
}

interface State {
  readonly mesh: Mesh;
  readonly shared: SharedState;
  readonly blame: Blame;
  readonly seen: Map<string, Refusal>;
}

function checkClass({ proxies, own }: ProxyClass, whole: number, state: State): void {
  const { mesh, shared } = state;
  for (const proxy of proxies.slice(0, whole)) collect(translateProxy(mesh, proxy, shared), proxy, state);
  for (const proxy of own) collect(translateOwnSide(mesh, proxy, shared), proxy, state);
}

/** Several proxies have a resource of one name; what is wrong with it in the same way is told once. */
function collect(snapshot: Snapshot, proxy: MeshProxy, { shared, blame, seen }: State): void {
  for (const finding of checkTranslated(snapshot)) {
    if (finding.effect !== 'refused') continue;
    const from = blame(proxy, finding, shared);
    const { type, name } = finding.resource;
    const key = `${finding.code} ${from ? placeOf(from) : `${type} ${name} ${JSON.stringify(finding.args)}`}`;
    if (!seen.has(key)) seen.set(key, { finding, proxy, from });
  }
}

function placeOf({ resource, path }: Provenance): string {
  const { namespace, name } = resource.metadata;
  return `${resource.kind} ${namespace}/${name} ${path.join('.')}`;
}

/** Without a maker the workload is named whose Envoy has it. */
function reportRefusal({ finding, proxy, from }: Refusal, report: Report): void {
  const { resource, path } = from ?? { resource: proxy.resource, path: [] };
  report('MW0200', resource, path, {
    type: finding.resource.type,
    name: finding.resource.name,
    at: finding.path.join('.'),
    reason: describeFinding(finding),
    proxy: `${proxy.name}.${proxy.namespace}`,
  });
}
