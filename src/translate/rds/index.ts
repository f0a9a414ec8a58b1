import type { RouteConfiguration } from '../../xds/types.js';
import type { Translation } from '../translation.js';

export function translateOutboundRoutes(_t: Translation, _names: readonly string[]): readonly RouteConfiguration[] {
  return [];
}
