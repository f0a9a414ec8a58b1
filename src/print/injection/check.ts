import type { Reason, Verdict } from '../../inject/webhooks/check.js';
import { printable } from '../terminal.js';

const GREEN = 32;
const RED = 31;

export interface CheckOptions {
  readonly colour: boolean;
}

/** One row an injector: whether it takes the pod, and why or why not. Columns are two spaces apart, as in istioctl. */
export function formatInjectionCheck(verdicts: readonly Verdict[], { colour }: CheckOptions): string {
  if (verdicts.length === 0) return 'ERROR: no Istio injection hooks present.\n';
  const paint = (mark: string, code: number) => (colour ? `\u001b[${code}m${mark}\u001b[0m` : mark);
  const rows = verdicts.map(({ injector, injected, reason }) => ({
    cells: [printable(injector.name), printable(injector.revision)],
    mark: injected ? paint('✔', GREEN) : paint('✘', RED),
    reason: printable(formatReason(reason)),
  }));
  const width = (i: number, title: string) => Math.max(title.length, ...rows.map(({ cells }) => cells[i]?.length ?? 0));
  const [name, revision] = [width(0, 'WEBHOOK'), width(1, 'REVISION')];
  const line = (cells: readonly string[], mark: string, markWidth: number, reason: string) =>
    `${(cells[0] ?? '').padEnd(name)}  ${(cells[1] ?? '').padEnd(revision)}  ${mark}${' '.repeat(MARK - markWidth)}  ${reason}\n`;
  const lines = rows.map(({ cells, mark, reason }) => line(cells, mark, 1, reason));
  const many = verdicts.filter(({ injected }) => injected).length > 1;
  const title = line(['WEBHOOK', 'REVISION'], 'INJECTED', 'INJECTED'.length, 'REASON');
  return [title, ...lines, ...(many ? ['ERROR: multiple webhooks will inject, which can lead to errors\n'] : [])].join(
    '',
  );
}

/** istioctl counts the bytes of a coloured mark. */
const MARK = 12;

/** A reason in one line. */
export function formatReason(reason: Reason): string {
  switch (reason.kind) {
    case 'matches': {
      const { namespaceLabel, podLabel } = reason;
      if (namespaceLabel && podLabel)
        return `Namespace label ${namespaceLabel} matches, and pod label ${podLabel} matches`;
      if (namespaceLabel) return `Namespace label ${namespaceLabel} matches`;
      return `Pod label ${podLabel} matches`;
    }
    case 'pod-refuses':
      return `Pod has ${reason.label} label, preventing injection`;
    case 'namespace-refuses':
      return `Namespace has ${reason.label} label, preventing injection`;
    case 'switched-off':
      return 'The injection webhook is deactivated, and will never match labels.';
    case 'no-match': {
      const [namespaces, pods] = [reason.namespaceLabels.join(', '), reason.podLabels.join(', ')];
      return `No matching namespace labels (${namespaces}) or pod labels (${pods})`;
    }
  }
}
