import type { LocatedFinding } from '../../analyze/finding.js';
import type { Severity } from '../../model/diagnostic.js';
import { formatJson } from '../json.js';
import { printable } from '../terminal.js';
import { createFingerprints, documentationUrl, explainCommand, originOf, repositoryPath } from './naming.js';
import type { FindingOptions } from './types.js';

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * A SARIF 2.1.0 log of one run, as code scanning services read it.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
export function formatSarif(findings: readonly LocatedFinding[], { version }: FindingOptions): string {
  const rules = new Map<string, number>();
  const descriptors: object[] = [];
  for (const finding of findings) {
    if (rules.has(finding.code)) continue;
    rules.set(finding.code, descriptors.length);
    descriptors.push(ruleOf(finding));
  }
  const fingerprint = createFingerprints();
  return formatJson({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'meshwright', version, rules: descriptors } },
        // Columns count UTF-16 units, as those of the findings do.
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: rules.get(finding.code),
          level: LEVEL[finding.severity],
          message: { text: plain(finding.message) },
          locations: [locationOf(finding)],
          partialFingerprints: { 'meshwright/v1': fingerprint(finding) },
        })),
      },
    ],
  });
}

function ruleOf({ code, name, severity, explain }: LocatedFinding): object {
  const url = documentationUrl(code);
  const more = url ? `See ${url}` : `See: ${explainCommand(code)}`;
  return {
    id: code,
    name,
    shortDescription: { text: words(name) },
    fullDescription: { text: explain },
    help: { text: `${explain}\n\n${more}` },
    ...(url && { helpUri: url }),
    defaultConfiguration: { level: LEVEL[severity] },
  };
}

function locationOf(finding: LocatedFinding): object {
  const { place, resource, field } = finding;
  const origin = originOf(finding);
  return {
    ...(place && {
      physicalLocation: {
        artifactLocation: uriOf(place.file),
        region: { startLine: place.line, startColumn: place.column },
      },
    }),
    ...(resource &&
      origin && {
        logicalLocations: [
          {
            name: printable(resource.name),
            fullyQualifiedName: printable(field ? `${origin} ${field}` : origin),
            kind: 'resource',
          },
        ],
      }),
  };
}

/** Relative paths count from the root of the repository; an absolute one says so by its scheme. */
function uriOf(file: string): object {
  if (file === '-') return { uri: 'stdin' };
  const path = repositoryPath(file);
  const uri = path.split('/').map(encodeStep).join('/');
  if (path.startsWith('/')) return { uri: `file://${uri}` };
  return { uri, uriBaseId: '%SRCROOT%' };
}

/** Percent-encodes one step of a path; lone surrogates, which no URI can hold, become the replacement character. */
function encodeStep(step: string): string {
  return encodeURIComponent(step.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** Plain text: `[words](target)` of a message would become a link. SARIF 2.1.0, 3.11.6. */
function plain(message: string): string {
  return printable(message).replaceAll('](', '] (');
}

/** `VirtualServiceUnreachableRule` as words. */
function words(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
}
