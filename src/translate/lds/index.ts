import type { Listener } from '../../xds/types.js';
import { buildListenerContext } from '../filters/listener-context.js';
import type { Translation } from '../translation.js';
import { gatewayListeners } from './gateway.js';
import { outboundListeners } from './outbound.js';
import { inboundListeners } from './virtual-inbound.js';
import { virtualOutbound } from './virtual-outbound.js';

/** What a proxy listens on, and the names of the route configurations that its listeners ask for. */
export interface TranslatedListeners {
  readonly listeners: readonly Listener[];
  readonly routeNames: readonly string[];
}

/** Listeners of a proxy. https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
export function translateListeners(t: Translation): TranslatedListeners {
  const context = buildListenerContext(t);
  if (t.proxy.type === 'router') return gatewayListeners(t, context);
  const { listeners, routeNames } = outboundListeners(t, context);
  const captured = context.redirects ? [virtualOutbound(t, context)] : [];
  return { listeners: [...captured, ...inboundListeners(t, context), ...listeners], routeNames };
}
