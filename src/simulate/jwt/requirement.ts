import { isMessage, type JsonMessage } from '../../xds/json.js';
import { messageList, stringField, stringList } from '../match/strings.js';
import type { HttpRequest, SimulationFacts } from '../types.js';
import { type TokenProblem, tokenProblem } from './check.js';
import { extractTokens, type TokenPlace } from './extract.js';
import { parseToken, type Token } from './token.js';

/** A token that a provider found good, and where it stood. */
export interface AcceptedToken {
  readonly provider: JsonMessage;
  readonly token: Token;
  readonly place: TokenPlace;
}

/** A requirement that is met, with the tokens behind it, or the problem. */
export type Checked = { readonly accepted: readonly AcceptedToken[] } | { readonly problem: TokenProblem };

/** What a requirement is checked against. */
export interface TokenCheck {
  readonly providers: Readonly<Record<string, JsonMessage>>;
  readonly http: HttpRequest;
  readonly facts: SimulationFacts;
}

/**
 * Whether the tokens of a request meet a requirement.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/filters/http/jwt_authn/v3/config.proto#extensions-filters-http-jwt-authn-v3-jwtrequirement
 */
export function checkRequirement(requirement: JsonMessage, check: TokenCheck): Checked {
  const { requiresAny, requiresAll, providerAndAudiences } = requirement;
  if (isMessage(requiresAny)) return checkAny(messageList(requiresAny['requirements']), check);
  if (isMessage(requiresAll)) return checkAll(messageList(requiresAll['requirements']), check);
  if (isMessage(providerAndAudiences)) {
    const { providerName: name, audiences } = providerAndAudiences;
    const provider = providerOf(name, check);
    return checkProvider(provider && { ...provider, audiences: stringList(audiences) }, check);
  }
  if (typeof requirement['providerName'] === 'string') {
    return checkProvider(providerOf(requirement['providerName'], check), check);
  }
  // By itself, without providers beside it, it looks for tokens of all.
  if (isBypass(requirement)) return checkBypass(requirement, Object.values(check.providers), check);
  return { accepted: [] };
}

function providerOf(name: JsonMessage[string], { providers }: TokenCheck): JsonMessage | undefined {
  return typeof name === 'string' && Object.hasOwn(providers, name) ? providers[name] : undefined;
}

/** Every token that stands where the provider's tokens do has to be good, since nobody knows which one the upstream reads. */
function checkProvider(provider: JsonMessage | undefined, { http, facts }: TokenCheck): Checked {
  if (!provider) return { problem: 'unknown issuer' };
  const accepted: AcceptedToken[] = [];
  for (const { text, allows, place } of extractTokens([provider], http)) {
    const token = parseToken(text);
    if (!token) return { problem: 'malformed' };
    const problem = allows(token.issuer) ? tokenProblem(provider, token, facts) : 'unknown issuer';
    if (problem !== undefined) return { problem };
    accepted.push({ provider, token, place });
  }
  return accepted.length > 0 ? { accepted } : { problem: 'missing' };
}

/** The first that is met. Of the problems, the last one that is about a token of theirs is told. */
function checkAny(requirements: readonly JsonMessage[], check: TokenCheck): Checked {
  let problem: TokenProblem = 'missing';
  for (const one of requirements.filter((other) => !isBypass(other))) {
    const result = checkRequirement(one, check);
    if ('accepted' in result) return result;
    const isTheirs = result.problem !== 'missing' && result.problem !== 'unknown issuer';
    if (isTheirs || problem === 'missing') problem = result.problem;
  }
  if (requirements.some((one) => isMessage(one['allowMissingOrFailed']))) return { accepted: [] };
  const mayMiss = problem === 'missing' && requirements.some((one) => isMessage(one['allowMissing']));
  return mayMiss ? { accepted: [] } : { problem };
}

function isBypass(requirement: JsonMessage): boolean {
  return isMessage(requirement['allowMissing']) || isMessage(requirement['allowMissingOrFailed']);
}

/** Every token that is there has to be good, unless failing is fine too. */
function checkBypass(
  requirement: JsonMessage,
  providers: readonly JsonMessage[],
  { http, facts }: TokenCheck,
): Checked {
  const accepted: AcceptedToken[] = [];
  let problem: TokenProblem | undefined;
  for (const { text, allows, place } of extractTokens(providers, http)) {
    const token = parseToken(text);
    const provider = token && providers.find((one) => issuerFits(one, token.issuer));
    const found = !token
      ? 'malformed'
      : !provider || !allows(token.issuer)
        ? 'unknown issuer'
        : tokenProblem(provider, token, facts);
    problem = found;
    if (token && provider && found === undefined) accepted.push({ provider, token, place });
  }
  if (problem === undefined || isMessage(requirement['allowMissingOrFailed'])) return { accepted };
  return { problem };
}

function issuerFits(provider: JsonMessage, issuer: string): boolean {
  const own = stringField(provider, 'issuer') ?? '';
  return own === '' || own === issuer;
}

function checkAll(requirements: readonly JsonMessage[], check: TokenCheck): Checked {
  const accepted: AcceptedToken[] = [];
  for (const one of requirements) {
    const result = checkRequirement(one, check);
    if ('problem' in result) return result;
    accepted.push(...result.accepted);
  }
  return { accepted };
}
