import type { Diagnostic } from '../model/diagnostic.js';

/** Sentences about input as a whole. */
export const inputMessages: Readonly<Record<string, (args: Diagnostic['args']) => string>> = {
  'kind-not-translated': ({ kind, group, count }) =>
    `${kind} of ${group} is not translated yet: ${count} in the input ${count === 1 ? 'has' : 'have'} no effect here`,
  'cluster-kind-forbidden': ({ kind, user }) => `user ${user} may not list ${kind}: none are taken into account`,
  'cluster-kind-partial': ({ kind, user, namespaces }) =>
    `user ${user} may not list ${kind} of the whole cluster: only those in ${namespaces} are taken into account`,
  'proxy-config-annotation': ({ field, expected, found }) =>
    `${field || 'the annotation'}: ${expected} was expected, found ${found}; the setting is ignored`,
};
