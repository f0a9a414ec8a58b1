import type { Suppression } from '../analyze/engine.js';
import { findMessage, MESSAGES } from '../analyze/messages/index.js';
import { UserError } from '../model/errors.js';
import type { Resource } from '../model/resource.js';
import { suggest } from '../model/suggest.js';

interface Rule {
  readonly code: string;
  /** The parts between the stars of the pattern. */
  readonly parts: readonly string[];
}

export interface Suppressions {
  readonly suppress: Suppression;
  /** Codes that no finding has. */
  readonly notes: readonly string[];
}

/**
 * Reads the values of `--suppress`: CODE=PATTERN, where the pattern stands for `Kind namespace/name` (`Kind name` for kinds without
 * namespace) and `*` for anything. `Kind name.namespace`, which the page below still shows, is no name of a resource in findings.
 * https://istio.io/latest/docs/ops/diagnostic-tools/istioctl-analyze/#ignoring-specific-analyzer-messages-via-cli
 * @throws UserError `usage` for a value of another form.
 */
export function parseSuppressions(values: readonly string[]): Suppressions {
  const rules = values.map(parseRule);
  const unknown = rules.filter(({ code }) => !findMessage(code));
  return {
    suppress: ({ code, resource }) =>
      resource !== undefined && rules.some((rule) => rule.code === code && matches(rule, nameOf(resource))),
    notes: unknown.map(({ code }) => {
      const near = suggest(code, Object.keys(MESSAGES));
      return `--suppress ${code}: unknown code${near ? `; did you mean ${near}?` : ''}`;
    }),
  };
}

function parseRule(value: string): Rule {
  const [code, pattern, ...rest] = value.split('=');
  if (!code || pattern === undefined || rest.length > 0) {
    throw new UserError(
      'usage',
      `--suppress ${value}: CODE=RESOURCE was expected`,
      "example: --suppress 'IST0102=Namespace prod-*'",
    );
  }
  return { code: code.trim(), parts: pattern.trim().split('*') };
}

/** A resource as findings name it. */
function nameOf({ kind, metadata: { namespace, name } }: Resource): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Matches from the left, each part at its first place: linear, however many stars there are. */
function matches({ parts: [first = '', ...rest] }: Rule, name: string): boolean {
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
