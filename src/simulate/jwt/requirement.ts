import { isMessage, type JsonMessage } from '../../xds/json.js';
import { messageList, stringField, stringList } from '../match/strings.js';
import type { HttpRequest, SimulationFacts } from '../types.js';
import { type TokenProblem, tokenProblem } from './check.js';
import { extractTokens, type TokenPlace } from './extract.js';
import { parseToken, type Token } from './token.js';

/** A token that a provider found good, and where it stood. */
export interface GoodToken {
  readonly provider: JsonMessage;
  readonly token: Token;
  readonly place: TokenPlace;
}

/** What a requirement is checked against. */
export interface TokenCheck {
  readonly providers: Readonly<Record<string, JsonMessage>>;
  readonly http: HttpRequest;
  readonly facts: SimulationFacts;
  /**
   * Grows by every token that is found good, even where its requirement fails for another reason. A token that is not passed
   * on is taken out of the request at once, so that providers after this one do not see it.
   */
  readonly good: GoodToken[];
}

/**
 * What is wrong with the tokens of a request by a requirement; undefined if it is met.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/filters/http/jwt_authn/v3/config.proto#extensions-filters-http-jwt-authn-v3-jwtrequirement
 */
export function requirementProblem(requirement: JsonMessage, check: TokenCheck): TokenProblem | undefined {
  const { requiresAny, requiresAll, providerAndAudiences, providerName } = requirement;
  if (isMessage(requiresAny)) return problemOfAny(messageList(requiresAny['requirements']), check);
  if (isMessage(requiresAll)) return problemOfAll(messageList(requiresAll['requirements']), check);
  if (isMessage(providerAndAudiences)) {
    const { providerName: name, audiences } = providerAndAudiences;
    const provider = providerOf(name, check);
    return providerProblem(provider && { ...provider, audiences: stringList(audiences) }, check);
  }
  if (typeof providerName === 'string') return providerProblem(providerOf(providerName, check), check);
  return isBypass(requirement) ? bypassProblem(requirement, check) : undefined;
}

function providerOf(name: JsonMessage[string], { providers }: TokenCheck): JsonMessage | undefined {
  return typeof name === 'string' && Object.hasOwn(providers, name) ? providers[name] : undefined;
}

/** What is left of the tokens of some providers. */
function tokensLeft(providers: readonly JsonMessage[], { http, good }: TokenCheck) {
  const gone = good.filter(({ provider }) => provider['forward'] !== true).map(({ place }) => place);
  const isGone = ({ kind, name }: TokenPlace) =>
    kind !== 'cookie' && gone.some((place) => place.kind === kind && place.name === name);
  return extractTokens(providers, http).filter(({ place }) => !isGone(place));
}

/** Every token that stands where the provider's do has to be good, since nobody knows which one the upstream reads. */
function providerProblem(provider: JsonMessage | undefined, check: TokenCheck): TokenProblem | undefined {
  if (!provider) return 'unknown issuer';
  const tokens = tokensLeft([provider], check);
  for (const { text, allows, place } of tokens) {
    const token = parseToken(text);
    if (!token) return 'malformed';
    const problem = allows(token.issuer) ? tokenProblem(provider, token, check.facts) : 'unknown issuer';
    if (problem !== undefined) return problem;
    check.good.push({ provider, token, place });
  }
  return tokens.length > 0 ? undefined : 'missing';
}

/** One has to be met. Of the problems, the last one with a token of the provider's own is told. */
function problemOfAny(requirements: readonly JsonMessage[], check: TokenCheck): TokenProblem | undefined {
  let worst: TokenProblem = 'missing';
  for (const one of requirements.filter((other) => !isBypass(other))) {
    const problem = requirementProblem(one, check);
    if (problem === undefined) return undefined;
    const isOwn = problem !== 'missing' && problem !== 'unknown issuer';
    if (isOwn || worst === 'missing') worst = problem;
  }
  if (requirements.some((one) => isMessage(one['allowMissingOrFailed']))) return undefined;
  const mayMiss = requirements.some((one) => isMessage(one['allowMissing']));
  return worst === 'missing' && mayMiss ? undefined : worst;
}

function problemOfAll(requirements: readonly JsonMessage[], check: TokenCheck): TokenProblem | undefined {
  for (const one of requirements) {
    const problem = requirementProblem(one, check);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isBypass(requirement: JsonMessage): boolean {
  return isMessage(requirement['allowMissing']) || isMessage(requirement['allowMissingOrFailed']);
}

/** By itself, without providers beside it, it looks for tokens of all; the last one counts. */
function bypassProblem(requirement: JsonMessage, check: TokenCheck): TokenProblem | undefined {
  const providers = Object.values(check.providers);
  let problem: TokenProblem | undefined;
  for (const { text, allows, place } of tokensLeft(providers, check)) {
    const token = parseToken(text);
    const provider = token && providers.find((one) => issuerFits(one, token.issuer));
    if (!token) problem = 'malformed';
    else if (!provider || !allows(token.issuer)) problem = 'unknown issuer';
    else problem = tokenProblem(provider, token, check.facts);
    if (token && provider && problem === undefined) check.good.push({ provider, token, place });
  }
  return isMessage(requirement['allowMissingOrFailed']) ? undefined : problem;
}

function issuerFits(provider: JsonMessage, issuer: string): boolean {
  const own = stringField(provider, 'issuer') ?? '';
  return own === '' || own === issuer;
}
