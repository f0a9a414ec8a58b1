import { headerValue } from '../match/headers.js';
import { fractionOf, happens } from '../match/percent.js';
import { matchesString, messageField, messageList, stringPattern } from '../match/strings.js';
import type { HttpFilter } from './types.js';

/**
 * Answers preflight requests from origins that the policy of a forwarding route allows; everything else passes.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/cors_filter
 */
export const cors: HttpFilter = ({ perRoute, forwards, http, facts }) => {
  const origin = headerValue(http, 'origin');
  if (!perRoute || !forwards || !origin) return { kind: 'continue' };
  const enabled = messageField(messageField(perRoute, 'filterEnabled'), 'defaultValue');
  if (enabled && !happens(fractionOf(enabled), facts.random)) return { kind: 'continue' };
  const allowed = messageList(perRoute['allowOriginStringMatch']).some(
    // A pattern that takes the text `*` allows every origin.
    (pattern) => ['*', origin].some((text) => matchesString(stringPattern(pattern), text, facts.regex)),
  );
  const preflight = http.method === 'OPTIONS' && Boolean(headerValue(http, 'access-control-request-method'));
  if (!allowed && !(preflight && perRoute['forwardNotMatchingPreflights'] === false)) {
    return { kind: 'continue', decision: `origin ${origin} is not one that the policy allows` };
  }
  if (!preflight) return { kind: 'continue', decision: `origin ${origin} is allowed` };
  const decision = `answers the preflight request, origin ${origin} is ${allowed ? '' : 'not '}allowed`;
  return { kind: 'stop', status: 200, decision, outcome: { kind: 'answered', status: 200, reason: 'cors_response' } };
};
