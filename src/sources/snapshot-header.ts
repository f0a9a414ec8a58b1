import type { Diagnostic } from '../model/diagnostic.js';

const HIDDEN = /^# hidden from (\S+): (\S+)(?: but in (.+))?$/;

/**
 * Comment lines that a snapshot begins with: what it is, and which kinds its user could not see. Who reads it then knows that what isn't
 * in it may still exist.
 */
export function formatSnapshotHeader(title: string, hidden: readonly Diagnostic[]): string {
  const lines = hidden.map(({ args: { user, kind, namespaces } }) => {
    const word = String(user).replace(/\s+/g, '_') || '(none)';
    return `# hidden from ${word}: ${kind}${namespaces === undefined ? '' : ` but in ${namespaces}`}\n`;
  });
  return `# ${title.replace(/[\r\n]+/g, ' ')}\n${lines.join('')}`;
}

/** What the header of a snapshot says, as reading the cluster itself would have said it. */
export function readSnapshotHeader(text: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let start = 0; text[start] === '#'; ) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? text.length : end).trimEnd();
    const [, user, kind, namespaces] = HIDDEN.exec(line) ?? [];
    if (user !== undefined && kind !== undefined) found.push(hiddenKind(user, kind, namespaces));
    if (end < 0) break;
    start = end + 1;
  }
  return found;
}

function hiddenKind(user: string, kind: string, namespaces: string | undefined): Diagnostic {
  const args = { kind, user };
  return namespaces === undefined
    ? { code: 'cluster-kind-forbidden', severity: 'warning', args }
    : { code: 'cluster-kind-partial', severity: 'warning', args: { ...args, namespaces } };
}
