import type { LocatedFinding } from '../../analyze/finding.js';
import { formatJson } from '../json.js';
import { documentationUrl, explainCommand, originOf, referenceOf } from './naming.js';
import { severityWord } from './text.js';

/** A finding in JSON and YAML, with the keys of istioctl; `column`, `field` and `explain` are more than it has. */
type Entry = Readonly<Record<string, string | number>>;

/** Findings as a JSON array; `[]` when there are none. */
export function formatFindingsJson(findings: readonly LocatedFinding[]): string {
  return findings.length === 0 ? '[]\n' : formatJson(findings.map(entryOf));
}

/** Findings as a YAML sequence; `[]` when there are none. */
export function formatFindingsYaml(findings: readonly LocatedFinding[]): string {
  if (findings.length === 0) return '[]\n';
  return findings
    .map((finding) => {
      const lines = Object.entries(entryOf(finding)).map(([key, value]) => `${key}: ${scalar(value)}\n`);
      return `- ${lines.join('  ')}`;
    })
    .join('');
}

function entryOf(finding: LocatedFinding): Entry {
  const { code, severity, message, field, place } = finding;
  const url = documentationUrl(code);
  const origin = originOf(finding);
  const reference = referenceOf(finding);
  return {
    code,
    ...(place && { column: place.column }),
    ...(url ? { documentationUrl: url } : { explain: explainCommand(code) }),
    ...(field && { field }),
    level: severityWord(severity),
    message,
    ...(origin !== undefined && { origin }),
    ...(reference !== undefined && { reference }),
  };
}

/** Words that YAML 1.1 or 1.2 reads as something else than text. */
const NO_TEXT = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** A scalar on one line: plain where nothing can be mistaken, and quoted as JSON, which YAML reads alike, everywhere else. */
function scalar(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (/^[A-Za-z][\w/.() -]*[\w/.)]$/.test(value) && !NO_TEXT.test(value)) return value;
  if (/^https:\/\/[\w/.-]+$/.test(value)) return value;
  return formatJson(value).trimEnd();
}
