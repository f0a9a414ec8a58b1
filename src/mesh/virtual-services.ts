import type { Diagnostic } from '../model/diagnostic.js';
import { compareAge, createdAt } from './age.js';
import { mergeDelegates } from './delegates.js';
import { MESH_GATEWAY, resolveGateway } from './gateway-names.js';
import { resolveHost } from './hosts.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshHttpRule, MeshVirtualService, VirtualServiceResource, Visibility } from './types.js';
import { resolveDefaultExportTo, resolveExportTo, visibleFrom } from './visibility.js';

export { MESH_GATEWAY };

export interface BuiltVirtualServices {
  /** By creation time, name, namespace; delegates are merged into their roots and not listed. */
  readonly virtualServices: readonly MeshVirtualService[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Resolves hosts, gateways and visibility of all VirtualServices and merges delegates.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export function buildVirtualServices(
  resources: readonly VirtualServiceResource[],
  config: MeshConfig,
): BuiltVirtualServices {
  const byAge = [...resources].sort(compareAge);
  const delegates = new Map(byAge.filter(isDelegate).map((r) => [`${r.metadata.namespace}/${r.metadata.name}`, r]));
  const diagnostics: Diagnostic[] = [];
  const virtualServices = byAge
    .filter((r) => !isDelegate(r))
    .map((resource): MeshVirtualService => {
      const { name, namespace } = resource.metadata;
      const spec = resource.body.spec ?? {};
      return {
        resource,
        name,
        namespace,
        hosts: (spec.hosts ?? []).filter(Boolean).map((host) => resolveHost(host, namespace)),
        gateways: gatewaysOf(spec.gateways, namespace),
        visibility: visibilityOf(resource, config),
        created: createdAt(resource),
        http: withAction(
          mergeDelegates(
            resource,
            (key) => delegates.get(key),
            (delegate) => visibleFrom(delegateVisibility(delegate, config), namespace),
            diagnostics,
          ),
          diagnostics,
        ),
      };
    });
  return { virtualServices, diagnostics };
}

/** Rules that say what to do with a request; the API server refuses others. */
function withAction(rules: readonly MeshHttpRule[], diagnostics: Diagnostic[]): readonly MeshHttpRule[] {
  return rules.filter(({ rule, origin }) => {
    if (rule.route?.length || rule.redirect || rule.directResponse) return true;
    diagnostics.push({ code: 'rule-without-action', severity: 'error', args: {}, ...origin });
    return false;
  });
}

function isDelegate(resource: VirtualServiceResource): boolean {
  return !resource.body.spec?.hosts?.length;
}

function gatewaysOf(gateways: readonly string[] | undefined, namespace: string): readonly string[] {
  if (!gateways?.length) return [MESH_GATEWAY];
  return gateways.map((name) => resolveGateway(name, namespace));
}

function visibilityOf({ metadata, body }: VirtualServiceResource, config: MeshConfig): Visibility {
  const exportTo = body.spec?.exportTo;
  if (exportTo?.length) return resolveExportTo(exportTo, metadata.namespace);
  return resolveDefaultExportTo(config.defaultVirtualServiceExportTo, metadata.namespace);
}

/** Of the default of the mesh all counts for delegates, namespaces by name too. */
function delegateVisibility({ metadata, body }: VirtualServiceResource, config: MeshConfig): Visibility {
  const written = body.spec?.exportTo?.length ? body.spec.exportTo : config.defaultVirtualServiceExportTo;
  return written?.length ? resolveExportTo(written, metadata.namespace) : 'public';
}

/**
 * The VirtualServices that a namespace sees for a gateway (`mesh` or `namespace/name`), in the order of precedence: its own
 * ones that are not for everybody, then those exported to it by name, then public ones; by age inside each.
 */
export function selectVirtualServices(
  all: readonly MeshVirtualService[],
  namespace: string,
  gateway: string,
): readonly MeshVirtualService[] {
  const classes: [MeshVirtualService[], MeshVirtualService[], MeshVirtualService[]] = [[], [], []];
  for (const virtualService of all) {
    if (!virtualService.gateways.includes(gateway) || !visibleFrom(virtualService.visibility, namespace)) continue;
    classes[precedence(virtualService, namespace)].push(virtualService);
  }
  return classes.flat();
}

function precedence({ visibility, namespace: own }: MeshVirtualService, namespace: string): 0 | 1 | 2 {
  if (visibility === 'public' || visibility === 'none') return 2;
  return own === namespace ? 0 : 1;
}
