import { reaches } from '../analyze/engine.js';
import type { LocatedFinding } from '../analyze/finding.js';
import { findMessage } from '../analyze/messages/index.js';
import { type Io, useColour } from '../cli/io.js';
import { VERSION } from '../cli/version.js';
import type { Diagnostic, Severity } from '../model/diagnostic.js';
import { formatPath } from '../model/resource.js';
import { formatFindings } from '../print/analysis/index.js';
import { printableLines } from '../print/terminal.js';
import { createLocators } from '../sources/positions.js';
import type { AnalyzeOptions } from './analyze-options.js';

/** What the findings are about, for the summary. */
export interface Reported {
  /** Names of the files that were read. */
  readonly files: readonly string[];
  /** Files and documents that couldn't be read. */
  readonly unread: number;
  /** Findings in other namespaces than the chosen one. */
  readonly elsewhere: number;
}

/** Prints the findings that reach the output threshold, and says on stderr how many there are of each kind. */
export async function printAnalysis(
  findings: readonly Diagnostic[],
  options: AnalyzeOptions,
  input: Reported,
  io: Io,
): Promise<void> {
  const shown = findings.filter((finding) => reaches(finding.severity, options.outputThreshold));
  const text = formatFindings(options.format, locateFindings(shown), {
    colour: options.colour ?? useColour(io, io.outIsTerminal),
    frame: options.frame && io.outIsTerminal,
    version: VERSION,
    ...(io.columns !== undefined && { columns: io.columns }),
  });
  if (text) await io.out(text);
  io.err(printableLines(summarize(shown, options, input)));
  if (input.elsewhere > 0) {
    io.err(`${plural(input.elsewhere, 'finding')} in other namespaces than ${options.namespace}: see them with -A\n`);
  }
}

/** Gives findings their sentences and places. Each document is parsed once for all findings in it. */
export function locateFindings(findings: readonly Diagnostic[]): readonly LocatedFinding[] {
  const locate = createLocators();
  return findings.map(({ code, severity, args, resource, path = [] }) => {
    const message = findMessage(code);
    const finding = {
      code,
      name: message?.name ?? code,
      severity,
      message: shorten(message?.text(args) ?? JSON.stringify(args)),
      explain: message?.explain ?? '',
      field: formatPath(path),
    };
    if (!resource) return finding;
    const { origin, apiVersion, kind, metadata } = resource;
    const { namespace, name } = metadata;
    const named = { ...finding, resource: { apiVersion, kind, namespace, name } };
    if (origin.source.text === '') return named;
    return { ...named, place: { ...locate(origin, path), text: origin.source.text } };
  });
}

/** Arguments are users' texts and may be of any length. */
const LENGTH = 1000;

function shorten(message: string): string {
  return message.length > LENGTH ? `${message.slice(0, LENGTH)}...` : message;
}

function summarize(shown: readonly Diagnostic[], options: AnalyzeOptions, { files, unread }: Reported): string {
  const where = describeInput(options, files);
  if (shown.length === 0 && unread === 0) return `✔ No issues found in ${where}\n`;
  const count = (severity: Severity) => shown.filter((finding) => finding.severity === severity).length;
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')];
  const counts = `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(infos, 'hint')} in ${where}`;
  return unread === 0 ? `${counts}\n` : `${counts}; ${plural(unread, 'part')} of the input could not be read\n`;
}

function describeInput({ allNamespaces, namespace, useKube }: AnalyzeOptions, files: readonly string[]): string {
  const [first, ...more] = files;
  const cluster = allNamespaces ? 'all namespaces' : `namespace ${namespace}`;
  if (first === undefined) return cluster;
  const named = more.length === 0 ? (first === '-' ? 'standard input' : first) : plural(files.length, 'file');
  return useKube ? `${named} over ${cluster}` : named;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
