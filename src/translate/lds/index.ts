import type { Listener } from '../../xds/types.js';
import type { Translation } from '../translation.js';

/** What a proxy listens on, and the names of the route configurations that its listeners ask for. */
export interface TranslatedListeners {
  readonly listeners: readonly Listener[];
  readonly routeNames: readonly string[];
}

/** Listeners of a proxy. https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
export function translateListeners(_t: Translation): TranslatedListeners {
  return { listeners: [], routeNames: [] };
}
