import { ANALYZERS } from '../analyze/analyzers/index.js';
import { optionalAnalyzers } from '../analyze/analyzers/platform/index.js';
import { findMessage, MESSAGES } from '../analyze/messages/index.js';
import type { Analyzer } from '../analyze/types.js';
import { UserError } from '../model/errors.js';
import { suggest } from '../model/suggest.js';
import { PRECHECK_CODES } from '../precheck/codes.js';

/** The list of analyzers by name, each with what it looks for. */
export function listAnalyzers(): string {
  const names = [...ANALYZERS, ...optionalAnalyzers].sort((a, b) => (a.name < b.name ? -1 : 1));
  return names.map(({ name, description }) => `* ${name}:\n    ${description}\n`).join('');
}

/**
 * What a code means, and what to do about it.
 * @throws UserError `usage` for text that is no code.
 */
export function explainCode(code: string): string {
  const wanted = code.toUpperCase();
  const message = findMessage(wanted) ?? (Object.hasOwn(PRECHECK_CODES, wanted) ? PRECHECK_CODES[wanted] : undefined);
  if (message) return `${wanted} ${message.name} (${message.severity})\n\n${message.explain}\n`;
  const codes = [...Object.keys(MESSAGES), ...Object.keys(PRECHECK_CODES)];
  const byName = codes.find((c) => (findMessage(c) ?? PRECHECK_CODES[c])?.name.toLowerCase() === code.toLowerCase());
  if (byName) return explainCode(byName);
  const near = suggest(wanted, codes);
  throw new UserError('usage', `--explain ${code}: unknown code`, near && `did you mean ${near}?`);
}

export interface Chosen {
  readonly analyzers: readonly Analyzer[];
  readonly notes: readonly string[];
}

/** The analyzers of these names; all of them where no name is one, as istioctl does it. */
export function chooseAnalyzers(names: readonly string[]): Chosen {
  const wanted = new Set(names);
  const found = [...ANALYZERS, ...optionalAnalyzers].filter(({ name }) => wanted.has(name));
  const known = new Set(found.map(({ name }) => name));
  const notes = names.flatMap((name) => {
    if (known.has(name)) return [];
    const near = suggest(
      name,
      ANALYZERS.map((a) => a.name),
    );
    return [`--analyzer ${name}: unknown analyzer${near ? `; did you mean ${near}?` : ''}`];
  });
  if (found.length > 0) return { analyzers: found, notes };
  return { analyzers: ANALYZERS, notes: notes.length > 0 ? [...notes, 'all analyzers run'] : [] };
}
