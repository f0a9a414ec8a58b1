import { createContext } from '../analyze/context.js';
import { analyze } from '../analyze/engine.js';
import { findMessage } from '../analyze/messages/index.js';
import type { KubeClient } from '../kube/client.js';
import { ApiError } from '../kube/errors.js';
import { decodeMeshConfig } from '../mesh/mesh-config.js';
import { isObject } from '../model/decode.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { noRegexTest } from '../model/regex.js';
import type { Resource } from '../model/resource.js';
import { buildStore } from '../model/store.js';
import { textOf } from '../model/text.js';
import { type AccessAnswer, accessReview, INSTALL_VERBS } from '../precheck/access.js';
import { GATEWAY_API, type ServedKinds } from '../precheck/definitions.js';
import type { AnalysisFinding } from '../precheck/findings.js';
import type { ClusterFacts, NeededKind, PrecheckOptions } from '../precheck/types.js';
import { readCluster } from '../sources/cluster.js';
import { parseAnnotation } from '../sources/mesh-config.js';
import { chooseAnalyzers } from './analyze-catalogue.js';
import { hiddenKinds } from './analyze-cluster.js';

/** The version of the API server, `v1.34.2`; undefined where the user may not ask. @throws UserError when nobody answers. */
export async function readServerVersion(client: KubeClient): Promise<string | undefined> {
  try {
    const answer = await client.get('/version', { what: 'ask for the version' });
    return isObject(answer) && typeof answer['gitVersion'] === 'string' ? answer['gitVersion'] : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** What the user may do to one kind, verb by verb. @throws UserError when nobody answers. */
export async function readAccess(
  client: KubeClient,
  kind: NeededKind,
  namespace: string,
): Promise<readonly AccessAnswer[]> {
  return Promise.all(
    INSTALL_VERBS.map(async (verb) => {
      try {
        const body = accessReview(kind, verb, namespace);
        return accessAnswer(
          verb,
          await client.send('POST', REVIEWS, { what: 'ask what you may', body, repeatable: true }),
        );
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 401) throw error;
        return { verb, allowed: undefined, reason: error.message };
      }
    }),
  );
}

function accessAnswer(verb: string, answer: unknown): AccessAnswer {
  const status = isObject(answer) && isObject(answer['status']) ? answer['status'] : {};
  const { allowed, reason, evaluationError } = status;
  const said = typeof reason === 'string' && reason ? reason : evaluationError;
  return {
    verb,
    allowed: typeof allowed === 'boolean' ? allowed : undefined,
    reason: typeof said === 'string' ? said : '',
  };
}

/** What the cluster serves of the Gateway API; undefined where the user may not look. */
export async function readGatewayApi(client: KubeClient): Promise<ServedKinds | undefined> {
  const served = new Map<string, ReadonlySet<string>>();
  try {
    const group = await client.get(`/apis/${GATEWAY_API}`, { what: 'look at the Gateway API' });
    const versions = isObject(group) && Array.isArray(group['versions']) ? group['versions'].filter(isObject) : [];
    for (const version of versions.map((one) => textOf(one['version']))) {
      const path = `/apis/${GATEWAY_API}/${encodeURIComponent(version)}`;
      const list = await client.get(path, { what: 'look at the Gateway API' });
      const resources = isObject(list) && Array.isArray(list['resources']) ? list['resources'].filter(isObject) : [];
      served.set(version, new Set(resources.map((resource) => textOf(resource['name']))));
    }
    return served;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === 404 ? served : undefined;
  }
}

/** Everything else that is in the cluster. @throws UserError when it can't be read. */
export async function readClusterFacts(client: KubeClient, istioNamespace: string): Promise<ClusterFacts> {
  const { resources, diagnostics } = await readCluster(client, { istioNamespace, forAnalysis: true });
  return { store: buildStore(resources), hidden: hiddenKinds(diagnostics) };
}

/** Analyzers whose findings matter to a control plane that is to come, by the names that `analyze` lists. */
const ANALYZERS = [
  'webhook.Analyzer',
  'applicationUID.Analyzer',
  'annotations.K8sAnalyzer',
  'deprecation.DeprecationAnalyzer',
  'k8sgateway.CRDVersionAnalyzer',
  'meshwright.Deprecations',
];

/** What an analysis of the cluster finds that matters to a control plane that is to come. */
export function analyzeCluster({ store }: ClusterFacts, options: PrecheckOptions): readonly AnalysisFinding[] {
  const { config } = decodeMeshConfig(undefined);
  const context = createContext({
    store,
    complete: true,
    istioNamespace: options.istioNamespace,
    revision: options.revision || 'default',
    mesh: { config, parseYaml: parseAnnotation, regexTest: noRegexTest },
    validatorOf: () => undefined,
  });
  const { analyzers } = chooseAnalyzers(ANALYZERS);
  // A webhook whose Service is gone is told of with the Services; it may be the one to come.
  const told = ({ code, path }: Diagnostic) => code === 'IST0139' && (path ?? []).includes('service');
  return analyze(context, { analyzers, suppress: told }).findings.map(({ code, args, resource }) => ({
    code,
    message: findMessage(code)?.text(args) ?? code,
    object: resource ? nameOf(resource) : 'the mesh',
  }));
}

function nameOf({ kind, metadata: { namespace, name } }: Resource): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}
