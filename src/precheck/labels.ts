import type { Store } from '../model/store.js';
import type { ClusterCheck, Found, PrecheckOptions } from './types.js';

const POLICY = 'istio-injection';
const REVISION = 'istio.io/rev';
const TAG = 'istio.io/tag';
const MODE = 'istio.io/dataplane-mode';

/** Namespaces whose labels lead to no injector, or to two. https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/ */
export const injectionLabelsCheck: ClusterCheck = {
  name: 'injection-labels',
  section: 'Injection',
  needs: ['Namespace', 'MutatingWebhookConfiguration'],
  controlPlane: false,
  rows({ store }, options) {
    const revisions = knownRevisions(store, options);
    const rows = store.list('Namespace').flatMap(({ metadata: { name, labels } }): Found[] => {
      const found = problemOf(labels, name, revisions, options);
      return found ? [{ status: 'warning', object: `Namespace ${name}`, ...found }] : [];
    });
    if (rows.length > 0) return rows;
    const asking = store
      .list('Namespace')
      .filter(({ metadata: { labels } }) => labels[POLICY] === 'enabled' || REVISION in labels);
    const count = asking.length === 1 ? '1 namespace asks' : `${asking.length} namespaces ask`;
    return [
      { status: 'ok', message: `${asking.length === 0 ? 'no namespace asks' : count} for sidecars; no labels clash` },
    ];
  },
};

/** Revisions and tags that an injector serves, and the one to come. */
function knownRevisions(store: Store, { revision }: PrecheckOptions): ReadonlySet<string> {
  const served = store
    .list('MutatingWebhookConfiguration')
    .flatMap(({ metadata: { labels } }) => [labels[REVISION], labels[TAG]])
    .filter((text) => text !== undefined);
  return new Set([...served, revision || 'default']);
}

type Labels = Readonly<Record<string, string>>;

function problemOf(
  labels: Labels,
  name: string,
  revisions: ReadonlySet<string>,
  { istioNamespace }: PrecheckOptions,
): Pick<Found, 'message' | 'hint' | 'code'> | undefined {
  const policy = labels[POLICY];
  const revision = labels[REVISION];
  if (name === istioNamespace) {
    if (policy !== 'enabled') return undefined;
    return { message: `namespace ${name} of the control plane asks for sidecars: remove label ${POLICY}=enabled` };
  }
  if (labels[MODE] === 'ambient' && (policy === 'enabled' || (policy === undefined && revision !== undefined))) {
    const asked = policy === 'enabled' ? `${POLICY}=enabled` : `${REVISION}=${revision}`;
    const hint = 'sidecars win over the ambient mode: remove the label that is not meant';
    return { code: 'IST0123', message: `namespace ${name} has both ${asked} and ${MODE}=ambient`, hint };
  }
  if (policy === 'enabled' && revision !== undefined) {
    const hint = `${POLICY} wins over ${REVISION}: remove the one that is not meant`;
    return {
      code: 'IST0123',
      message: `namespace ${name} has both ${POLICY}=enabled and ${REVISION}=${revision}`,
      hint,
    };
  }
  if (policy !== undefined && policy !== 'enabled' && policy !== 'disabled') {
    return { message: `namespace ${name}: ${POLICY}=${policy} means nothing; enabled or disabled is meant` };
  }
  if (revision === undefined || policy === 'disabled' || revisions.has(revision)) return undefined;
  const known = [...revisions].sort().join(', ');
  return {
    message: `namespace ${name} asks for revision ${revision}, which no injector serves: its pods get no sidecar`,
    hint: `revisions and tags: ${known}`,
  };
}
