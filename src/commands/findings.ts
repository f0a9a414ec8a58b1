import type { Io } from '../cli/io.js';
import { printable } from '../print/terminal.js';
import { locate } from '../sources/positions.js';
import type { ProvenanceMap } from '../translate/translation.js';
import { checkSnapshot, checkTranslated, describeFinding, type Finding } from '../xds/check/index.js';
import type { Snapshot } from '../xds/snapshot.js';

export interface CheckedProxy {
  /** NAME.NAMESPACE */
  readonly name: string;
  readonly snapshot: Snapshot;
}

interface Seen {
  readonly finding: Finding;
  readonly proxies: string[];
}

/**
 * Says on stderr what Envoy would refuse in snapshots, each once with the proxies that it concerns, and with the place in
 * the YAML that caused it where that is known. Returns how many there are.
 */
export function printFindings(proxies: readonly CheckedProxy[], provenance: ProvenanceMap | undefined, io: Io): number {
  const seen = new Map<string, Seen>();
  const check = provenance ? checkTranslated : checkSnapshot;
  for (const { name, snapshot } of proxies) {
    for (const finding of check(snapshot)) {
      if (finding.effect !== 'refused') continue;
      const key = `${finding.resource.type} ${finding.resource.name} ${finding.code} ${JSON.stringify(finding.path)}`;
      const known = seen.get(key);
      if (known) known.proxies.push(name);
      else seen.set(key, { finding, proxies: [name] });
    }
  }
  for (const entry of seen.values()) io.err(`${formatFinding(entry, provenance)}\n`);
  return seen.size;
}

function formatFinding({ finding, proxies }: Seen, provenance: ProvenanceMap | undefined): string {
  const { resource, path, code } = finding;
  const [first, ...more] = proxies;
  const concerned = more.length > 0 ? `${first} and ${more.length} more` : first;
  const at = path.length > 0 ? ` at ${path.join('.')}` : '';
  const what = `Envoy of ${concerned} would refuse ${resource.type} ${resource.name}${at}: ${describeFinding(finding)}`;
  return `${placeOf(finding, provenance)}error: ${printable(what)} [${code}]`;
}

/** The innermost object around the finding whose maker is known. */
function placeOf(finding: Finding, provenance: ProvenanceMap | undefined): string {
  for (const object of [...finding.objects].reverse()) {
    const from = provenance?.get(object)?.at(-1);
    if (!from || from.resource.origin.source.text === '') continue;
    const at = locate(from.resource.origin, from.path);
    return `${at.file}:${at.line}:${at.column}: `;
  }
  return '';
}
