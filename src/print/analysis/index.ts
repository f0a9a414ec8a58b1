import type { LocatedFinding } from '../../analyze/finding.js';
import { formatFindingsJson, formatFindingsYaml } from './data.js';
import { formatGithub } from './github.js';
import { formatGitlab } from './gitlab.js';
import { formatJunit } from './junit.js';
import { formatSarif } from './sarif.js';
import { formatText } from './text.js';
import type { FindingOptions } from './types.js';

export type { FindingOptions } from './types.js';

type Formatter = (findings: readonly LocatedFinding[], options: FindingOptions) => string;

const FORMATTERS = {
  text: formatText,
  /** As istioctl calls it. */
  log: formatText,
  json: formatFindingsJson,
  yaml: formatFindingsYaml,
  sarif: formatSarif,
  junit: formatJunit,
  github: formatGithub,
  gitlab: formatGitlab,
} as const satisfies Readonly<Record<string, Formatter>>;

export type FindingFormat = keyof typeof FORMATTERS;

/** The formats as `-o` names them. */
export const FINDING_FORMATS: readonly FindingFormat[] = [
  'text',
  'log',
  'json',
  'yaml',
  'sarif',
  'junit',
  'github',
  'gitlab',
];

/** Findings, in the order given, as a text that ends with a line break; '' when there is nothing to say in text or workflow commands. */
export function formatFindings(
  format: FindingFormat,
  findings: readonly LocatedFinding[],
  options: FindingOptions,
): string {
  return FORMATTERS[format](findings, options);
}
