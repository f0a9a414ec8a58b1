import { isObject } from '../model/decode.js';
import type { Store, TypedResource } from '../model/store.js';
import { textOf } from '../model/text.js';
import type { ClusterCheck, Found, PrecheckOptions } from './types.js';
import { parseMinor } from './version.js';

type Deployment = TypedResource<'Deployment'>;

/** A control plane that is there. */
interface ControlPlane {
  readonly deployment: Deployment;
  readonly revision: string;
  readonly version: string | undefined;
}

/** Control planes that are there, and what they mean for the one to come. https://istio.io/latest/docs/setup/upgrade/canary/ */
export const controlPlanesCheck: ClusterCheck = {
  name: 'control-planes',
  section: 'Earlier installations',
  needs: ['Deployment'],
  controlPlane: true,
  rows({ store }, options) {
    const found = findControlPlanes(store);
    if (found.length === 0) return [{ status: 'ok', message: 'no control plane is installed' }];
    return found.map((one) => judgeControlPlane(one, options));
  },
};

function findControlPlanes(store: Store): readonly ControlPlane[] {
  return store
    .list('Deployment')
    .filter(({ metadata }) => metadata.labels['app'] === 'istiod' && metadata.labels['istio'] !== 'ingressgateway')
    .map((deployment) => {
      const revision = deployment.metadata.labels['istio.io/rev'] ?? 'default';
      return { deployment, revision: revision === 'default' ? '' : revision, version: versionOf(deployment) };
    });
}

/** The tag of the image, which is what runs; the label where the tag says nothing. */
function versionOf({ body, metadata }: Deployment): string | undefined {
  const containers = body.spec?.template?.spec?.containers ?? [];
  const image = (containers.find(({ name }) => name === 'discovery') ?? containers[0])?.image ?? '';
  const tag = /:([^:/@]+)(@.*)?$/.exec(image)?.[1];
  return [tag, metadata.labels['app.kubernetes.io/version']].find((text) => text !== undefined && parseMinor(text));
}

function judgeControlPlane({ deployment, revision, version }: ControlPlane, options: PrecheckOptions): Found {
  const { name, namespace } = deployment.metadata;
  const object = `Deployment ${namespace}/${name}`;
  const what = `istiod ${version ?? 'of an unknown version'}${revision ? ` (revision ${revision})` : ''} in ${namespace}`;
  if (revision !== options.revision) return { status: 'ok', object, message: `${what} stays beside the new one` };
  if (namespace !== options.istioNamespace) {
    const message = `${what} has the same revision as the control plane to come in ${options.istioNamespace}`;
    const hint = 'two control planes of one revision fight over webhooks: choose a --revision, or uninstall one first';
    return { status: 'warning', object, message, hint };
  }
  return judgeUpgrade(what, object, version, options);
}

function judgeUpgrade(what: string, object: string, version: string | undefined, options: PrecheckOptions): Found {
  const before = version === undefined ? undefined : parseMinor(version);
  const after = parseMinor(options.istioVersion);
  if (!before || !after) return { status: 'ok', object, message: `${what} will be updated` };
  const step = after.minor - before.minor;
  if (step === 0) return { status: 'ok', object, message: `${what} will be updated to ${options.istioVersion}` };
  if (step === 1) return { status: 'ok', object, message: `${what} will be upgraded to ${options.istioVersion}` };
  const hint = 'upgrade one minor after the other, or beside it with a --revision of its own';
  if (step > 1) {
    return { status: 'warning', object, message: `${what} is ${step} minors behind ${options.istioVersion}`, hint };
  }
  return {
    status: 'warning',
    object,
    message: `${what} is newer than ${options.istioVersion}`,
    hint: 'downgrading in place is not supported',
  };
}

/** Parts that Istio was once made of, with the release that dropped them. */
const FORMER_PARTS: ReadonlyMap<string, string> = new Map([
  ['istio-pilot', '1.5'],
  ['istio-galley', '1.5'],
  ['istio-citadel', '1.5'],
  ['istio-sidecar-injector', '1.5'],
  ['istio-nodeagent', '1.5'],
  ['istio-policy', '1.8'],
  ['istio-telemetry', '1.8'],
  ['istio-operator', '1.24'],
]);

/** Definitions that no Istio of today has, beside those of removed policies. */
const FORMER_DEFINITIONS: ReadonlyMap<string, string> = new Map([
  ['istiooperators.install.istio.io', 'the in-cluster operator, gone since 1.24'],
  ['meshpolicies.authentication.istio.io', 'MeshPolicy, gone since 1.6'],
  ['policies.authentication.istio.io', 'Policy, gone since 1.6'],
  ...[
    'adapters',
    'attributemanifests',
    'handlers',
    'httpapispecbindings',
    'httpapispecs',
    'instances',
    'rules',
    'templates',
  ].map((plural): [string, string] => [`${plural}.config.istio.io`, 'Mixer, gone since 1.8']),
  ...['quotaspecs', 'quotaspecbindings'].map((plural): [string, string] => [
    `${plural}.config.istio.io`,
    'Mixer, gone since 1.8',
  ]),
]);

/** Parts and definitions of releases long gone. https://istio.io/latest/news/releases/ */
export const leftoversCheck: ClusterCheck = {
  name: 'leftovers',
  section: 'Earlier installations',
  needs: ['Deployment', 'CustomResourceDefinition'],
  controlPlane: true,
  rows({ store }) {
    const rows = [...formerParts(store), ...formerDefinitions(store)];
    return rows.length > 0 ? rows : [{ status: 'ok', message: 'nothing is left of older releases' }];
  },
};

function formerParts(store: Store): readonly Found[] {
  return store.list('Deployment').flatMap(({ metadata: { name, namespace } }): Found[] => {
    const since = namespace.startsWith('istio') ? FORMER_PARTS.get(name) : undefined;
    if (since === undefined) return [];
    const object = `Deployment ${namespace}/${name}`;
    return [
      { status: 'warning', object, message: `${object} is left of an older release: Istio has none since ${since}` },
    ];
  });
}

function formerDefinitions(store: Store): readonly Found[] {
  return store.list('CustomResourceDefinition').flatMap(({ metadata: { name } }): Found[] => {
    const of = FORMER_DEFINITIONS.get(name);
    const object = `CustomResourceDefinition ${name}`;
    return of === undefined ? [] : [{ status: 'warning', object, message: `${object} is left of ${of}` }];
  });
}

/** A Service that `--from-version 1.21` and older asks about: tracing went there without being told. */
export const zipkinCheck: ClusterCheck = {
  name: 'zipkin-default',
  section: 'Earlier installations',
  needs: ['Service'],
  controlPlane: true,
  applies({ fromVersion }) {
    const from = fromVersion === undefined ? undefined : parseMinor(fromVersion);
    return from?.major === 1 && from.minor <= 21;
  },
  rows({ store }, { istioNamespace }) {
    const isZipkin = ({ metadata: m }: TypedResource<'Service'>) =>
      m.name === 'zipkin' && m.namespace === istioNamespace;
    if (!store.list('Service').some(isZipkin)) return [];
    return [
      {
        status: 'warning',
        code: 'IST0169',
        object: `Service ${istioNamespace}/zipkin`,
        message: 'since 1.22 traces go to this Service only if the MeshConfig says so',
        hint: 'set up a Telemetry with a tracing provider, or install with --set compatibilityVersion=1.21',
      },
    ];
  },
};

/** Services that webhooks call, `namespace/name`, with whether failing them refuses requests. */
export function calledServices(body: unknown): readonly { readonly service: string; readonly strict: boolean }[] {
  const webhooks = isObject(body) && Array.isArray(body['webhooks']) ? body['webhooks'].filter(isObject) : [];
  return webhooks.flatMap(({ clientConfig, failurePolicy }) => {
    const service = isObject(clientConfig) && isObject(clientConfig['service']) ? clientConfig['service'] : undefined;
    if (!service) return [];
    return [
      { service: `${textOf(service['namespace'])}/${textOf(service['name'])}`, strict: failurePolicy !== 'Ignore' },
    ];
  });
}
