import type { MessageType } from './types.js';

/** Findings about routes of VirtualServices. */
export const routeMessages = {
  MW0001: {
    name: 'WeightsNotHundred',
    severity: 'warning',
    text: ({ rule, total, shares }) =>
      `the weights of ${rule} add up to ${total}, not 100: the destinations get ${shares} of the traffic`,
    explain:
      'Weights are shares of their sum, not percentages. With 90 and 5 the first destination gets 94.7% of the requests, not 90%. ' +
      'Most people write percentages, so a sum other than 100 is usually a slip that shifts traffic without anybody being told.\n\n' +
      'Make the weights of the rule add up to 100, e.g. 90 and 10. If you mean proportions (1 to 3), write 25 and 75, or suppress the finding.',
  },
  MW0002: {
    name: 'WeightOfOnlyDestination',
    severity: 'warning',
    text: ({ weight }) => `the weight ${weight} changes nothing: an only destination gets all of the traffic`,
    explain:
      'A weight divides traffic between the destinations of one rule. With a single destination there is nothing to divide: it gets every request, ' +
      'whatever its weight. A weight below 100 there often means that another destination was lost in an edit.\n\n' +
      'Remove the weight, or add the destination for the rest: `- destination: {host: reviews, subset: v2}` with `weight: 10`.',
  },
  MW0003: {
    name: 'RouteShadowed',
    severity: 'warning',
    text: ({ rule, by }) =>
      `${rule} never gets a request: ${by} takes all that it would match; move it up or remove it`,
    explain:
      'Rules of a VirtualService are tried from top to bottom, and the first that matches decides. Every request that this rule matches is matched ' +
      'by an earlier one already: a shorter prefix, an expression that includes its path, or the same path with fewer conditions on headers, ' +
      'method, query, port, gateway or client. So it never has any effect.\n\n' +
      'Put specific rules before general ones (`/api/v2` before `/api`, a rule with a header before the same path without), or delete the rule.',
  },
  MW0004: {
    name: 'MatchShadowed',
    severity: 'info',
    text: ({ rule, match, by }) => `match[${match}] of ${rule} never decides: ${by} takes all of its requests`,
    explain:
      'A rule has several matches, and an earlier rule of the VirtualService takes every request that this one would take. The other matches of the ' +
      'rule still work, so requests that you expect here are routed elsewhere.\n\n' +
      'Move the rule above the one that the message names, or remove the match.',
  },
  MW0005: {
    name: 'RetriesExceedTimeout',
    severity: 'warning',
    text: ({ attempts, perTryTimeout, timeout, fit }) =>
      `${attempts} retries of up to ${perTryTimeout} each don't fit into the timeout of ${timeout}: it has room for ${fit} full ${fit === 1 ? 'try' : 'tries'}, the first one included`,
    explain:
      'The timeout of a route covers the first try, all retries and the pauses between them. If every try may take `perTryTimeout`, ' +
      '`attempts` of them need attempts × perTryTimeout, and the first try comes on top. With a shorter timeout the last retries never happen ' +
      'when the upstream is slow, which is when they are wanted.\n\n' +
      'Raise `timeout`, or lower `perTryTimeout` or `attempts`: 3 retries of 2s fit into `timeout: 8s`.',
  },
  MW0006: {
    name: 'PerTryTimeoutExceedsTimeout',
    severity: 'warning',
    text: ({ perTryTimeout, timeout, attempts }) =>
      `a try may take ${perTryTimeout}, and the route's timeout is ${timeout}: a slow try is never followed by one of the ${attempts} retries`,
    explain:
      'The timeout of a route covers all tries together. When a single try may last as long as that, the request is over before a retry could begin: ' +
      'retries happen only for failures that come quickly.\n\n' +
      'Make `perTryTimeout` a part of `timeout`: `timeout: 10s` with `attempts: 2` and `perTryTimeout: 3s`.',
  },
  MW0007: {
    name: 'DelayNotTimed',
    severity: 'info',
    text: ({ delay, timeout }) =>
      `the injected delay of ${delay} does not run into the rule's timeout of ${timeout}, which begins after it: clients wait for both`,
    explain:
      'Envoy injects faults before it routes, and the timeout of a route begins with routing. So a delay on a rule never triggers the timeout on the ' +
      'same rule, however long it is: a test of the timeout by this delay shows nothing.\n\n' +
      'To see how callers cope, put the delay on the VirtualService of the called service and the timeout on that of the caller, one hop before.',
  },
  MW0008: {
    name: 'AbortNotRetried',
    severity: 'info',
    text: () => "the injected abort is not retried by the rule's retries: it answers before a request is routed",
    explain:
      'Envoy injects faults before it routes, and retries belong to routing. A request that is aborted by a fault gets its error at once; the ' +
      'retries on the same rule are for errors of the upstream.\n\n' +
      'To test retries, inject the abort one hop further on: in the VirtualService that the upstream itself goes by.',
  },
  MW0009: {
    name: 'MirrorToItself',
    severity: 'warning',
    text: ({ host }) => `requests are mirrored to ${host}, which gets them already: it sees each of them twice`,
    explain:
      'The mirror of this rule is the very destination of its requests. Each request is sent there twice, and the copy has effects like the original: ' +
      'orders are placed twice. Mirroring is meant for another version that is to be watched.\n\n' +
      'Name another subset or host under `mirror` or `mirrors`, or remove it.',
  },
  MW0010: {
    name: 'RedirectLoop',
    severity: 'error',
    text: ({ to }) => `the redirect to ${to} leads back to this rule: clients are sent in a circle`,
    explain:
      'The redirect names neither another scheme nor another port, and the host and path that it leads to are matched by the same rule. A browser ' +
      'follows until it gives up ("too many redirects").\n\n' +
      'Let the redirect change what the rule matches: another `authority`, a `uri` that an earlier rule takes, or `scheme: https` where requests ' +
      'without TLS come to the same VirtualService.',
  },
  MW0011: {
    name: 'RewriteSlash',
    severity: 'warning',
    text: ({ prefix, uri, example, gives }) =>
      `prefix ${prefix} is replaced by ${uri} and the rest of the path put behind it as it is: ${example} becomes ${gives}`,
    explain:
      'A rewrite with `uri` replaces exactly the text that the prefix matched. With prefix `/api` and uri `/`, `/api/users` becomes `//users`; with prefix ' +
      '`/api/` and uri `/v2`, it becomes `/v2users`. Many servers answer such paths with 404.\n\n' +
      'Let both end alike. For `/api` to `/`, use two matches in one rule, `prefix: /api/` first and then `exact: /api`, with `uri: /`; ' +
      'or `uriRegexRewrite: {match: "^/api/?(.*)", rewrite: "/\\\\1"}`.',
  },
  MW0012: {
    name: 'MatchForUnboundGateway',
    severity: 'warning',
    text: ({ match, gateways, bound }) =>
      `${match} never takes a request: it is for ${gateways}, and the VirtualService is bound to ${bound}`,
    explain:
      'A match with `gateways` counts only on those, and a VirtualService reaches only the gateways of its `spec.gateways` (sidecars, called `mesh`, ' +
      'where it names none). A name that is in the match alone makes the match dead.\n\n' +
      'Add the gateway to `spec.gateways`, or correct the name in the match; a gateway of another namespace is written `namespace/name`.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
