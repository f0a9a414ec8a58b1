import type { MessageType } from './types.js';

/** Findings of the rules that look at one resource by itself. */
export const validationMessages = {
  IST0106: {
    name: 'SchemaValidationError',
    severity: 'error',
    text: ({ error }) => String(error),
    explain:
      "Istio's admission webhook refuses this resource, so it can't be applied; where the webhook is off, istiod ignores it. Change the field that the message names.",
  },
  IST0130: {
    name: 'VirtualServiceUnreachableRule',
    severity: 'warning',
    text: ({ rule, reason }) => `rule ${rule} is never used: ${reason}`,
    explain:
      'Rules of a VirtualService are tried in their order and the first that fits a request decides. No request gets as far as this rule. Move it before the rule that takes its requests, give that one a match, or delete this one.',
  },
  IST0131: {
    name: 'VirtualServiceIneffectiveMatch',
    severity: 'info',
    text: ({ rule, match, duplicate }) =>
      `match ${match} of rule ${rule} is never used: rule ${duplicate} takes its requests before`,
    explain:
      'A rule of a VirtualService is used when one of its matches fits the request, and rules are tried in their order. What this match asks for, an earlier one takes already: it says the same, or its prefix is the beginning of this one. Put the longer prefix first, or delete the match.',
  },
  IST0133: {
    name: 'SchemaWarning',
    severity: 'warning',
    text: ({ warning }) => String(warning),
    explain:
      'Istio takes this resource, but part of it does nothing, is deprecated or rarely means what it says. Change the field that the message names.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
