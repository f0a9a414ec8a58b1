import type { Diagnostic } from '../model/diagnostic.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshVirtualService, VirtualServiceResource } from './types.js';

export function buildVirtualServices(
  _resources: readonly VirtualServiceResource[],
  _config: MeshConfig,
): { virtualServices: readonly MeshVirtualService[]; diagnostics: readonly Diagnostic[] } {
  return { virtualServices: [], diagnostics: [] };
}

export function selectVirtualServices(
  _all: readonly MeshVirtualService[],
  _namespace: string,
  _gateway: string,
): readonly MeshVirtualService[] {
  return [];
}
