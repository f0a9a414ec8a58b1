import type { MessageType } from './types.js';

/** Findings of `analyze --deep`, which translates every proxy. */
export const translationMessages = {
  MW0200: {
    name: 'EnvoyRefusal',
    severity: 'error',
    text: ({ type, name, at, reason, proxy }) =>
      `Envoy of ${proxy} would refuse ${type} ${name}${at ? ` at ${at}` : ''}: ${reason}`,
    explain:
      'Translated as istiod does it, this configuration makes a listener, route, cluster or list of endpoints that Envoy does not accept. The proxy then goes on with ' +
      'what it had before, for the whole resource and not only for what is new in it; a proxy that starts gets none at all. istiod logs a NACK, and ' +
      'nothing else tells of it.\n\n' +
      'The finding points at the YAML that made the refused part. `meshwright translate` prints the whole resource, and `--envoy PATH` lets a real Envoy ' +
      'judge it. Only `meshwright analyze --deep` looks for this.',
  },
  MW0201: {
    name: 'TranslationProblem',
    severity: 'warning',
    text: ({ what }) => String(what),
    explain:
      'Translating the proxies of the mesh came upon something that is left out or takes another meaning than it seems to have: a server of a Gateway beside ' +
      'another one on its port, a listener whose address belongs to an older service, an authorizer that there is none of.\n\n' +
      'The message says what happens instead. Change the resource so that nothing has to be left out. Only `meshwright analyze --deep` looks for this.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
