import type { Io } from '../cli/io.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { describeResource } from '../model/resource.js';
import { printable } from '../print/terminal.js';
import { locate } from '../sources/positions.js';
import { describe } from './catalogue.js';

/** Says diagnostics on stderr, one line each: place, severity, resource, what is the matter. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], io: Io): void {
  const seen = new Set<string>();
  for (const diagnostic of diagnostics) {
    const line = printable(formatDiagnostic(diagnostic));
    if (seen.has(line)) continue;
    seen.add(line);
    io.err(`${line}\n`);
  }
}

function formatDiagnostic(diagnostic: Diagnostic): string {
  const { resource, path, severity, code } = diagnostic;
  const text = `${severity}: ${resource ? `${describeResource(resource)}: ` : ''}${describe(diagnostic)} [${code}]`;
  if (!resource || resource.origin.source.text === '') return text;
  const at = locate(resource.origin, path);
  return `${at.file}:${at.line}:${at.column}: ${text}`;
}
