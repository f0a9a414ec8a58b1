import type { Violation } from '../types.js';
import type { Rules } from './index.js';
import { checkSelector } from './selector.js';
import { isPort } from './syntax.js';
import { error } from './violation.js';

/** https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
export const peerAuthenticationRules: Rules<'PeerAuthentication'> = ({ body }) => {
  const { selector, portLevelMtls } = body.spec ?? {};
  const found: Violation[] = selector ? [...checkSelector(selector.matchLabels, ['spec', 'selector'])] : [];
  if (!portLevelMtls) return found;
  const path = ['spec', 'portLevelMtls'];
  const ports = Object.keys(portLevelMtls);
  if (ports.length === 0) found.push(error(path, 'portLevelMtls names no port; name one or leave it out'));
  else if (Object.keys(selector?.matchLabels ?? {}).length === 0) {
    found.push(error(path, 'portLevelMtls needs a selector with labels: it is for single workloads only'));
  }
  for (const port of ports) {
    if (!isPort(Number(port))) found.push(error([...path, port], 'a port of portLevelMtls is not within 1..65535'));
  }
  return found;
};
