import { resolveHost } from '../../../mesh/hosts.js';
import type { HttpMatch, HttpRule } from '../../../model/kinds/virtual-service.js';
import { readMatch } from '../../facts/http-matches.js';
import { virtualServices } from '../../facts/http-rules.js';
import { covers, plainMatch } from '../../facts/matches.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/** Redirects to a place from which the very same rule redirects again. */
export const redirectLoop: Analyzer = {
  name: 'meshwright.RedirectLoop',
  description: 'Redirects that lead back to their own rule',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const { resource, rule, index } of context.fact(virtualServices).withRedirect) {
      // What comes to a delegate is decided by those that delegate to it.
      if (!rule.redirect || !resource.body.spec?.hosts?.length) continue;
      const hosts = resource.body.spec.hosts.map((host) => resolveHost(host, resource.metadata.namespace));
      const earlier = (resource.body.spec.http ?? []).slice(0, index);
      if (!leadsBack(context, rule, hosts) || isTakenBefore(context, earlier, rule)) continue;
      const { authority = '', uri = '' } = rule.redirect;
      const path = ['spec', 'http', index, 'redirect'];
      report('MW0010', resource, path, { to: `${authority || 'the same host'}${uri || ' and path'}` });
    }
  },
};

/** Whether an earlier rule may take the place that the redirect leads to. */
function isTakenBefore({ regexTest }: AnalysisContext, earlier: readonly HttpRule[], { redirect }: HttpRule): boolean {
  const path = redirect?.uri?.split('?')[0];
  if (!path) return false;
  return earlier.some(({ match }) =>
    (match?.length ? match : [{}]).some((m) =>
      covers(readMatch(m, undefined).uri, { kind: 'exact', text: path }, regexTest),
    ),
  );
}

/** Only what is certain: the same scheme and port, and a host and path that the rule takes whatever else is asked. */
function leadsBack(context: AnalysisContext, { redirect = {}, match }: HttpRule, hosts: readonly string[]): boolean {
  if (redirect.scheme || redirect.port || redirect.derivePort) return false;
  if (redirect.authority && !(hosts.length === 1 && hosts[0] === redirect.authority.toLowerCase())) return false;
  return (match?.length ? match : [{}]).some((one) => takesAgain(context, one, redirect));
}

function takesAgain(
  { regexTest }: AnalysisContext,
  match: HttpMatch,
  redirect: NonNullable<HttpRule['redirect']>,
): boolean {
  if (match.queryParams || match.headers || match.withoutHeaders) return false;
  const { authority } = redirect;
  if (authority && !covers(plainMatch(match.authority), { kind: 'exact', text: authority }, regexTest)) return false;
  // Another path loses what stood in the old one; a path that the match takes is redirected again, to itself.
  const path = redirect.uri?.split('?')[0];
  return !path || covers(readMatch(match, undefined).uri, { kind: 'exact', text: path }, regexTest);
}
