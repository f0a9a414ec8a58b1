import type { KubeClient } from '../kube/client.js';
import { UserError } from '../model/errors.js';
import { checkAccess, INSTALLED_KINDS } from '../precheck/access.js';
import { checkGatewayApi } from '../precheck/definitions.js';
import { ANALYSIS_CHECKS, findingRows } from '../precheck/findings.js';
import { CLUSTER_CHECKS, clusterRows } from '../precheck/index.js';
import type { ClusterFacts, PrecheckOptions, Row, Section } from '../precheck/types.js';
import { SECTIONS } from '../precheck/types.js';
import { checkVersion } from '../precheck/version.js';
import { analyzeCluster, readAccess, readClusterFacts, readGatewayApi, readServerVersion } from './precheck-facts.js';

/** Is handed each row as soon as it is known. */
export type RowObserver = (row: Row) => Promise<void> | void;

/**
 * Looks at a cluster before an installation: everything is asked for at once, and rows come in the order of their sections, each as
 * soon as those before it are known. Nothing that the user may not do, and no answer of the server, is an error: it is a row.
 */
export async function runPrecheck(
  client: KubeClient,
  options: PrecheckOptions,
  onRow: RowObserver = () => {},
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const emit = async (some: readonly Row[]) => {
    for (const row of some) {
      rows.push(row);
      await onRow(row);
    }
  };
  const version = await reach(client);
  await emit([version.row]);
  if (version.row.status === 'failed') return rows;
  const facts = kept(readClusterFacts(client, options.istioNamespace));
  const gatewayApi = kept(readGatewayApi(client));
  if (!options.skipControlPlane) {
    await emit([checkVersion(version.gitVersion, options.istioVersion)]);
    await emitAccess(client, options, emit);
    await emit(await gatewayApi.then(checkGatewayApi, failedRow('Definitions', 'gateway-api')));
  }
  await facts.then(
    (read) => emitCluster(read, options, emit),
    async (error: unknown) => emit(failedRow('Definitions', 'cluster')(error)),
  );
  return rows;
}

type Emit = (rows: readonly Row[]) => Promise<void>;

/** A promise that is looked at later: until then its failure is nobody's bug. */
function kept<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** The first row: whether somebody answers, and as whom we are known. */
async function reach(client: KubeClient): Promise<{ readonly row: Row; readonly gitVersion: string | undefined }> {
  const { server, user, context } = client.asker;
  try {
    const gitVersion = await readServerVersion(client);
    const message = `${server} answers user ${user} (context ${context})`;
    return { row: { section: 'Kubernetes API', check: 'api-reachable', status: 'ok', message }, gitVersion };
  } catch (error) {
    const [row] = failedRow('Kubernetes API', 'api-reachable')(error);
    return { row, gitVersion: undefined };
  }
}

async function emitAccess(client: KubeClient, options: PrecheckOptions, emit: Emit): Promise<void> {
  const kinds = options.kinds ?? INSTALLED_KINDS;
  const asked = kinds.map((kind) => kept(readAccess(client, kind, options.istioNamespace)));
  for (const [i, kind] of kinds.entries()) {
    const answers = asked[i];
    if (!answers) continue;
    const made = answers.then((said) => [checkAccess(kind, said, options.istioNamespace)]);
    await emit(await made.catch(failedRow('Rights', 'access')));
  }
}

async function emitCluster(facts: ClusterFacts, options: PrecheckOptions, emit: Emit): Promise<void> {
  const wanted = CLUSTER_CHECKS.filter(({ controlPlane }) => !(controlPlane && options.skipControlPlane));
  const findings = analyzeCluster(facts, options);
  for (const section of SECTIONS) {
    for (const check of wanted) if (check.section === section) await emit(clusterRows(check, facts, options));
    for (const check of ANALYSIS_CHECKS) {
      if (check.section === section) await emit(findingRows(check, findings, facts.hidden));
    }
  }
}

/** The row for a question that got no answer. @throws what is no problem of the user or the cluster. */
function failedRow(section: Section, check: string): (error: unknown) => [Row] {
  return (error) => {
    if (!(error instanceof UserError)) throw error;
    const { message, hint } = error;
    return [{ section, check, status: 'failed', message, ...(hint && { hint }) }];
  };
}
