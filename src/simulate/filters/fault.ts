import type { JsonMessage } from '../../xds/json.js';
import { headerValue, matchesHeader } from '../match/headers.js';
import { fractionOf, happens } from '../match/percent.js';
import { messageField, messageList, numberField, stringField } from '../match/strings.js';
import type { HttpRequest } from '../types.js';
import type { HttpFilter } from './types.js';

/** gRPC has its own status beside that of HTTP, which is always the same. */
const GRPC_HTTP_STATUS = 200;

/**
 * Delays and aborts a share of the requests; the random number decides, headers may where the configuration lets them.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/fault_filter
 */
export const fault: HttpFilter = ({ config, perRoute, forwards, http, facts }) => {
  const settings = perRoute ?? config;
  const meant = messageList(settings['headers']).every((matcher) => {
    const name = stringField(matcher, 'name') ?? '';
    return matchesHeader({ ...matcher, name }, http, facts.regex);
  });
  if (!forwards || !meant) return { kind: 'continue' };
  const delay = delayOf(messageField(settings, 'delay'), http, facts.random);
  const abort = abortOf(messageField(settings, 'abort'), http, facts.random);
  const injected = { ...(delay !== undefined && { delay }), ...(abort !== undefined && { abort }) };
  const delayed = delay === undefined ? '' : `delayed by ${delay}`;
  if (abort === undefined) {
    const chance = chanceOf(settings);
    if (delay === undefined) return { kind: 'continue', ...(chance && { decision: `injects no fault: ${chance}` }) };
    return { kind: 'continue', decision: delayed, outcome: { fault: injected } };
  }
  const decision = `${delayed && `${delayed}, then `}aborted with ${abort}`;
  const outcome = { kind: 'answered', reason: 'fault_filter_abort', fault: injected } as const;
  return { kind: 'stop', status: abort, decision, outcome };
};

/** Shares of what might have happened. */
function chanceOf(settings: JsonMessage): string {
  return ['delay', 'abort']
    .flatMap((kind) => {
      const percentage = messageField(messageField(settings, kind), 'percentage');
      return percentage && fractionOf(percentage) > 0 ? [`${kind} for ${fractionOf(percentage) * 100} %`] : [];
    })
    .join(', ');
}

function delayOf(delay: JsonMessage | undefined, http: HttpRequest, random: number | undefined): string | undefined {
  if (!delay) return undefined;
  const fixed = stringField(delay, 'fixedDelay');
  const asked = messageField(delay, 'headerDelay') && whole(headerValue(http, 'x-envoy-fault-delay-request'));
  const time = fixed ?? (asked === undefined ? undefined : `${asked / 1000}s`);
  const chosen = happens(shareOf(delay, fixed === undefined, http, 'delay'), random);
  return time !== undefined && chosen && !/^0(\.0*)?s$/.test(time) ? time : undefined;
}

function abortOf(abort: JsonMessage | undefined, http: HttpRequest, random: number | undefined): number | undefined {
  if (!abort) return undefined;
  const byHeader = messageField(abort, 'headerAbort') !== undefined;
  const grpc = numberField(abort, 'grpcStatus');
  const fixed = numberField(abort, 'httpStatus') ?? (grpc === undefined ? undefined : GRPC_HTTP_STATUS);
  const status = byHeader ? askedStatus(http) : fixed;
  return status !== undefined && happens(shareOf(abort, byHeader, http, 'abort'), random) ? status : undefined;
}

function askedStatus(http: HttpRequest): number | undefined {
  const status = whole(headerValue(http, 'x-envoy-fault-abort-request'));
  if (status !== undefined) return status >= 200 && status < 600 ? status : undefined;
  const grpc = whole(headerValue(http, 'x-envoy-fault-abort-grpc-request'));
  return grpc === undefined ? undefined : GRPC_HTTP_STATUS;
}

/** A header may ask for less than the configuration has. */
function shareOf(message: JsonMessage, byHeader: boolean, http: HttpRequest, kind: string): number {
  const percentage = messageField(message, 'percentage');
  const share = fractionOf(percentage);
  const asked = byHeader ? whole(headerValue(http, `x-envoy-fault-${kind}-request-percentage`)) : undefined;
  if (asked === undefined || !percentage) return share;
  return Math.min(share, fractionOf({ ...percentage, numerator: asked }));
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
