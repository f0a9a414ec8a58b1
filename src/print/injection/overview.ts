import type { Injector } from '../../inject/webhooks/injectors.js';
import type { NamespaceInjection, PodCount } from '../../inject/webhooks/overview.js';
import { formatTable } from '../table.js';

/** A row for every revision of sidecars in a namespace. */
export function formatNamespaces(namespaces: readonly NamespaceInjection[]): string {
  if (namespaces.length === 0) return 'No Istio injected namespaces present.\n';
  const rows = namespaces.flatMap(({ name, revision, counts }) =>
    (counts.length > 0 ? counts.map(formatCount) : ['<no pods>']).map((text) => [name, revision, text]),
  );
  return formatTable([['NAMESPACE', 'ISTIO-REVISION', 'POD-REVISIONS'], ...rows], { padding: 1 });
}

function formatCount({ revision, pods, disabled, outdated }: PodCount): string {
  const unwilling = disabled > 0 ? ` (injection disabled: ${disabled})` : '';
  const old = outdated > 0 ? ` NEEDS RESTART: ${outdated}` : '';
  return `${revision || '<non-Istio>'}: ${pods}${unwilling}${old}`;
}

/** An injector, the namespaces that it takes, and the image of its sidecars. */
export interface InjectorRow {
  readonly injector: Injector;
  readonly namespaces: readonly string[];
  readonly image: string;
}

/** A row for every namespace of an injector. */
export function formatInjectors(injectors: readonly InjectorRow[]): string {
  if (injectors.length === 0) return 'No Istio injection hooks present.\n';
  const rows = injectors.flatMap(({ injector, namespaces, image }) =>
    (namespaces.length > 0 ? namespaces : ['DOES NOT AUTOINJECT']).map((namespace) => [
      namespace,
      injector.name,
      injector.revision,
      image,
    ]),
  );
  return formatTable([['NAMESPACES', 'INJECTOR-HOOK', 'ISTIO-REVISION', 'SIDECAR-IMAGE'], ...rows], { padding: 1 });
}
