import { findViolations, loadRuleFacts } from '../../../src/analyze/validation/index.js';
import { KINDS, type KindName } from '../../../src/model/kinds/index.js';
import { formatPath } from '../../../src/model/resource.js';
import { loadTexts } from '../../../src/sources/load.js';

/** One row of a table: what it shows, a spec, and what is wrong with it as `error PATH` or `warning PATH`. */
export type Row = readonly [what: string, spec: object, expected: readonly string[]];

/** What the rules of a kind find in one spec, each as severity and path. */
export async function violationsOf(
  kind: KindName,
  spec: object,
  annotations: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { group, versions } = KINDS[kind];
  const value = {
    apiVersion: `${group}/${versions[0]}`,
    kind,
    metadata: { name: 'x', namespace: 'app', annotations },
    spec,
  };
  const { resources, problems } = loadTexts([{ name: 'x.json', text: JSON.stringify(value) }]);
  if (problems.length > 0) throw new Error(JSON.stringify(problems.map(({ path, message }) => [path, message])));
  const facts = await loadRuleFacts(resources, { annotations: true });
  return resources
    .flatMap((resource) => findViolations(resource, facts))
    .map(({ severity, path }) => `${severity} ${formatPath(path)}`);
}
