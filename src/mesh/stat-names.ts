import type { MeshService } from './types.js';

/** What a statistics name may be made of. */
export interface StatNameParts {
  readonly hostname: string;
  /** Absent for hosts that are no service, and for traffic to no service in particular. */
  readonly service?: Pick<MeshService, 'name'>;
  readonly port: { readonly number: number; readonly name: string };
  readonly targetPort?: number;
  readonly subset?: string;
}

/**
 * Fills a pattern of MeshConfig (`inboundClusterStatName`, `outboundClusterStatName`).
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export function fillStatName(pattern: string, parts: StatNameParts): string {
  const { hostname, service } = parts;
  // Hosts of ServiceEntries are their own names, and have no short form.
  const short = service && service.name !== hostname ? hostname.replace(/\.svc\..*$/, '') : hostname;
  const words: Readonly<Record<string, string>> = {
    '%SERVICE%': short,
    '%SERVICE_NAME%': service?.name ?? '',
    '%SERVICE_FQDN%': hostname,
    '%SERVICE_PORT%': String(parts.port.number),
    '%SERVICE_PORT_NAME%': parts.port.name,
    '%TARGET_PORT%': String(parts.targetPort ?? 0),
    '%SUBSET_NAME%': parts.subset ?? '',
  };
  return pattern.replace(/%[A-Z_]+%/g, (word) => words[word] ?? word);
}
