import type { TypedResource } from '../model/store.js';
import type { ClusterCheck, Found, Row } from './types.js';

type Definition = TypedResource<'CustomResourceDefinition'>;

/** Who made a definition, by what each way to install leaves on it. */
export type Owner = 'ours' | 'istioctl' | 'the Operator Lifecycle Manager' | 'somebody else' | `Helm release ${string}`;

/** Names of Istio's definitions, `gateways.networking.istio.io`. */
const ISTIO_DEFINITION = /\.(networking|security|telemetry|extensions)\.istio\.io$/;

/** Who has Istio's definitions. https://helm.sh/docs/chart_best_practices/custom_resource_definitions/ */
export const definitionsCheck: ClusterCheck = {
  name: 'definitions',
  section: 'Definitions',
  needs: ['CustomResourceDefinition'],
  controlPlane: true,
  rows({ store }) {
    const found = store.list('CustomResourceDefinition').filter(({ metadata }) => ISTIO_DEFINITION.test(metadata.name));
    if (found.length === 0)
      return [{ status: 'ok', message: 'no definitions of Istio kinds yet: they will be created' }];
    const owners = new Map<Owner, Definition[]>();
    for (const definition of found) {
      const owner = ownerOf(definition);
      owners.set(owner, [...(owners.get(owner) ?? []), definition]);
    }
    return [...owners].map(([owner, definitions]) => describeOwned(owner, definitions));
  },
};

function describeOwned(owner: Owner, definitions: readonly Definition[]): Found {
  const [first] = definitions;
  const count = definitions.length === 1 ? `definition ${first?.metadata.name}` : `${definitions.length} definitions`;
  const version = first?.metadata.labels['app.kubernetes.io/version'];
  const of = version ? ` (version ${version})` : '';
  if (owner === 'ours') return { status: 'ok', message: `${count} of Istio kinds installed by meshwright${of}` };
  if (owner === 'istioctl') {
    return {
      status: 'ok',
      message: `${count} of Istio kinds installed by istioctl${of}: an installation takes them over`,
    };
  }
  return {
    status: 'warning',
    message: `${count} of Istio kinds installed by ${owner}${of}`,
    hint:
      owner === 'somebody else'
        ? 'an installation would change them; install --force-conflicts takes over the fields that others manage'
        : 'manage them in one place: leave the component base out here (components.base.enabled=false), or there',
  };
}

/** Who made a definition. */
export function ownerOf({ metadata: { labels, annotations } }: Pick<Definition, 'metadata'>): Owner {
  if (labels['app.kubernetes.io/managed-by'] === 'meshwright') return 'ours';
  if ('olm.managed' in labels) return 'the Operator Lifecycle Manager';
  const release = annotations['meta.helm.sh/release-name'];
  if (release !== undefined) return `Helm release ${annotations['meta.helm.sh/release-namespace'] ?? ''}/${release}`;
  return 'install.operator.istio.io/owning-resource' in labels || labels['operator.istio.io/component'] === 'Base'
    ? 'istioctl'
    : 'somebody else';
}

export const GATEWAY_API = 'gateway.networking.k8s.io';

/** Plurals of the Gateway API by served version; empty where the cluster doesn't have it. */
export type ServedKinds = ReadonlyMap<string, ReadonlySet<string>>;

/** Kinds that Istio once read in v1beta1, and those that it will read in v1 only. */
const MUST_SERVE = [
  { version: 'v1beta1', plurals: ['gateways', 'gatewayclasses', 'httproutes', 'referencegrants'], code: 'IST0156' },
  { version: 'v1', plurals: ['gateways', 'gatewayclasses', 'httproutes', 'grpcroutes'], code: 'IST0172' },
] as const;

/** Whether the definitions of the Gateway API that are there serve what istiod reads. https://gateway-api.sigs.k8s.io/concepts/versioning/ */
export function checkGatewayApi(served: ServedKinds | undefined): readonly Row[] {
  const row = { section: 'Definitions', check: 'gateway-api' } as const;
  if (!served)
    return [
      { ...row, status: 'skipped', message: 'which kinds of the Gateway API are served is not told to this user' },
    ];
  if (served.size === 0) {
    return [{ ...row, status: 'ok', message: 'the Gateway API is not installed; Istio does without it' }];
  }
  const versionsOf = (plural: string) => [...served].filter(([, plurals]) => plurals.has(plural)).map(([v]) => v);
  const problems = MUST_SERVE.flatMap(({ version, plurals, code }) =>
    plurals.flatMap((plural): Row[] => {
      const versions = versionsOf(plural);
      if (versions.length === 0 || versions.includes(version)) return [];
      return [
        {
          ...row,
          status: code === 'IST0156' ? 'failed' : 'warning',
          code,
          object: `CustomResourceDefinition ${plural}.${GATEWAY_API}`,
          message: `${plural}.${GATEWAY_API} serves ${versions.join(', ')}, but not ${version}`,
          hint:
            code === 'IST0156'
              ? 'istiod reads this version: install newer definitions of the Gateway API'
              : 'later releases of Istio read this version only: install newer definitions of the Gateway API',
        },
      ];
    }),
  );
  if (problems.length > 0) return problems;
  return [
    { ...row, status: 'ok', message: `the Gateway API serves what Istio reads (${[...served.keys()].join(', ')})` },
  ];
}
