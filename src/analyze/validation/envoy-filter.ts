import type { EnvoyFilterSpec } from '../../model/kinds/envoy-filter.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkPatchMatch, isOfListeners } from './envoy-filter-match.js';
import { inspectEnvoyValue } from './envoy-value.js';
import type { RuleFacts } from './facts.js';
import type { Rules } from './index.js';
import { checkSelector, isRefused } from './selector.js';
import { checkTargetRefs } from './target-refs.js';
import { error, warning } from './violation.js';

type Patch = NonNullable<EnvoyFilterSpec['configPatches']>[number];

const FRAGILE =
  "an EnvoyFilter depends on how Istio and Envoy work inside, which changes without notice; prefer Istio's other kinds, and try it anew before every upgrade";

/** https://istio.io/latest/docs/reference/config/networking/envoy-filter/ */
export const envoyFilterRules: Rules<'EnvoyFilter'> = ({ body: { spec = {} } }, facts) => {
  const selector = spec.workloadSelector
    ? checkSelector(spec.workloadSelector.labels, ['spec', 'workloadSelector'], 'labels')
    : [];
  if (isRefused(selector)) return selector;
  return [
    warning(['spec'], FRAGILE),
    ...selector,
    ...checkReferences(spec),
    ...(spec.configPatches ?? []).flatMap((patch, i) => checkPatch(patch, ['spec', 'configPatches', i], facts)),
  ];
};

function checkReferences({ workloadSelector, targetRefs = [] }: EnvoyFilterSpec): readonly Violation[] {
  return [
    ...(workloadSelector && targetRefs.length > 0
      ? [error(['spec', 'targetRefs'], 'only one of workloadSelector and targetRefs may be set')]
      : []),
    ...checkTargetRefs(undefined, targetRefs),
  ];
}

/** A patch is judged up to its first error, as the webhook does; but a match of another class of objects hides nothing of routes and clusters. */
function checkPatch(patch: Patch, path: Path, facts: RuleFacts): readonly Violation[] {
  if (patch.match?.context === 'WAYPOINT') return [];
  const incomplete = checkParts(patch, path, facts);
  if (incomplete) return [incomplete];
  const match = checkPatchMatch(patch, [...path, 'match']);
  if (isOfListeners(patch.applyTo) && match.some(({ severity }) => severity === 'error')) return match;
  return [...match, ...checkValue(patch, [...path, 'patch', 'value'])];
}

function checkParts({ applyTo, match, patch }: Patch, path: Path, facts: RuleFacts): Violation | undefined {
  if (applyTo === undefined || applyTo === 'INVALID') return error(path, 'a patch has no applyTo');
  if (!patch) return error(path, 'an entry of configPatches has no patch');
  const { operation, value } = patch;
  const at = [...path, 'patch'];
  if (operation === undefined || operation === 'INVALID') return error(at, 'a patch has no operation');
  if (operation !== 'REMOVE' && value === undefined) return error(at, `a patch needs a value, except to REMOVE`);
  const version = match?.proxy?.proxyVersion;
  const problem = version ? facts.regexProblem(version) : undefined;
  if (problem === undefined) return undefined;
  return error([...path, 'match', 'proxy', 'proxyVersion'], `proxyVersion is no regular expression: ${problem}`);
}

/** What is wrong with a value: types before names, names before what is merely missing, as the webhook goes. */
function checkValue({ applyTo = 'INVALID', patch }: Patch, path: Path): readonly Violation[] {
  if (patch?.value === undefined) return [];
  const { wrong, unknown, bare } = inspectEnvoyValue(patch.value, applyTo, path);
  if (wrong) return [error(wrong.path, `${applyTo} patch: ${wrong.text}`)];
  if (unknown) return [warning(unknown.path, `${applyTo} patch: ${unknown.text}`)];
  const names = bare.map(({ text }) => text).join(', ');
  return bare.slice(0, 1).map(({ path: at }) => warning(at, `an extension needs typed_config: ${names}`));
}
