import type { Resource } from '../../model/resource.js';

/** True for what the installation of the control plane made, by the labels that its charts set. */
export function isControlPlane({ metadata }: Resource): boolean {
  return metadata.labels['istio'] !== undefined || metadata.labels['release'] === 'istio';
}
