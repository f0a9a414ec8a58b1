import type { DiffReport } from '../../xds/diff/index.js';
import type { OriginsOfChange } from './facts.js';
import { formatDiffJson } from './json.js';
import { formatDiffMarkdown } from './markdown.js';
import { formatDiffText } from './text.js';

export type { OriginsOfChange } from './facts.js';
export { summarize } from './facts.js';

export const DIFF_FORMATS = ['text', 'json', 'markdown'] as const;
export type DiffFormat = (typeof DIFF_FORMATS)[number];

/** A report in one of the formats. Values that are private are replaced in all of them. */
export function formatDiff(
  report: DiffReport,
  format: DiffFormat,
  { originsOf, colour }: { readonly originsOf: OriginsOfChange; readonly colour: boolean },
): string {
  switch (format) {
    case 'text':
      return formatDiffText(report, originsOf, colour);
    case 'json':
      return formatDiffJson(report, originsOf);
    case 'markdown':
      return formatDiffMarkdown(report, originsOf);
  }
}
