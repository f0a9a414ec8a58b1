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
  IST0133: {
    name: 'SchemaWarning',
    severity: 'warning',
    text: ({ warning }) => String(warning),
    explain:
      'Istio takes this resource, but part of it does nothing, is deprecated or rarely means what it says. Change the field that the message names.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
