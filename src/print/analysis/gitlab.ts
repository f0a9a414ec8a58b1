import type { LocatedFinding } from '../../analyze/finding.js';
import type { Severity } from '../../model/diagnostic.js';
import { formatJson } from '../json.js';
import { printable } from '../terminal.js';
import { createFingerprints, originOf, repositoryPath } from './naming.js';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info' };

/**
 * A Code Quality report, shown by GitLab in merge requests. What has no file, as objects of a cluster, is placed at its name, because the
 * format asks for a path. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function formatGitlab(findings: readonly LocatedFinding[]): string {
  if (findings.length === 0) return '[]\n';
  const fingerprint = createFingerprints();
  return formatJson(
    findings.map((finding) => {
      const { code, message, place, severity } = finding;
      const origin = originOf(finding);
      return {
        description: printable(origin === undefined ? message : `${origin}: ${message}`),
        check_name: code,
        fingerprint: fingerprint(finding),
        severity: SEVERITY[severity],
        location: {
          path: place ? repositoryPath(place.file) : `cluster/${(origin ?? code).replace(' ', '/')}`,
          lines: { begin: place?.line ?? 1 },
        },
      };
    }),
  );
}
