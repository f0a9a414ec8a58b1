import type { Diagnostic } from '../../model/diagnostic.js';

/** Sentences about who may reach a workload. */
export const securityMessages: Readonly<Record<string, (args: Diagnostic['args']) => string>> = {
  'authorization-provider-unknown': ({ provider }) =>
    `all that the policy matches is denied: MeshConfig has no external authorizer ${provider}`,
  'authorization-provider-broken': ({ provider, reason }) =>
    `all that the policy matches is denied: external authorizer ${provider} can't be asked (${reason})`,
  'authorization-several-providers': ({ providers }) =>
    `all that the policy matches is denied: a workload can have one external authorizer, and some have ${providers}`,
  'authorization-key-unknown': ({ text }) => `the rule is left out: ${text} is no condition`,
  'authorization-value-unusable': ({ text, allows }) =>
    `${text}: no address range and no port; ${allows ? 'the rule is left out' : 'the rule goes without it'}`,
  'authorization-rule-without-effect': ({ port }) =>
    `the rule allows nothing on port ${port}, which is not HTTP: it asks for something that only requests have`,
  'authorization-rule-widened': ({ port, action }) =>
    `on port ${port}, which is not HTTP, the ${action} rule goes without what it says of requests: more falls under it`,
  'policy-target-elsewhere': ({ kind, name }) =>
    `the policy has no effect on ${kind} ${name} here: only waypoints go by it`,
  'jwks-fetch': ({ place, reason }) => `the keys of ${place} can't be had, so tokens are refused: ${reason}`,
  'jwks-not-fetched': ({ issuer, uri }) =>
    `tokens of ${issuer} are refused in this translation: its keys are at ${uri} (--fetch-jwks gets them)`,
};
