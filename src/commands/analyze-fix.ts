import { isDeepStrictEqual } from 'node:util';
import { type Fix, proposeFixes } from '../analyze/fixes/index.js';
import type { Io } from '../cli/io.js';
import { applyEdits, type Edit } from '../model/edit.js';
import { UserError } from '../model/errors.js';
import type { Origin, SourceText } from '../model/resource.js';
import { printable, printableLines } from '../print/terminal.js';
import { loadValidators } from '../schema/index.js';
import { loadTexts } from '../sources/load.js';
import { replaceFile } from '../sources/replace-file.js';
import { editDocument } from '../sources/yaml-edit.js';
import { parseDocument } from '../sources/yaml-values.js';

/** A round brings to light what stands below a field that the round before gave its name; configuration is less deep than this. */
const MAX_ROUNDS = 8;

/** A source with what was put right in it. */
export interface FixedSource {
  readonly source: SourceText;
  readonly fixed: SourceText;
  /** What was changed, one text a fix, in the order of the rounds. */
  readonly changes: readonly string[];
}

/** Puts right what has one right answer in each of the sources, as texts; nothing is written. Those without anything to do are left out. */
export async function fixSources(sources: readonly SourceText[], namespace = ''): Promise<readonly FixedSource[]> {
  const done = new Map<SourceText, FixedSource>();
  let current = sources.map((source) => ({ source, fixed: source }));
  for (let round = 0; round < MAX_ROUNDS && current.length > 0; round++) {
    const { resources } = loadTexts(
      current.map(({ fixed }) => fixed),
      { keepRaw: true, namespace },
    );
    const fixes = proposeFixes(resources, await loadValidators(resources));
    const bySource = groupBy(fixes, (fix) => fix.resource.origin.source);
    const changed: FixedSource[] = [];
    for (const { source, fixed } of current) {
      const { text, made } = fixText(fixed, bySource.get(fixed) ?? []);
      if (made.length === 0) continue;
      const changes = [...(done.get(source)?.changes ?? []), ...made.map(describe)];
      changed.push({ source, fixed: { ...fixed, text }, changes });
    }
    for (const entry of changed) done.set(entry.source, entry);
    current = changed;
  }
  return sources.flatMap((source) => done.get(source) ?? []);
}

function describe({ resource, text }: Fix): string {
  const { namespace, name } = resource.metadata;
  return `${resource.kind} ${namespace ? `${namespace}/` : ''}${name}: ${text}`;
}

function groupBy<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** A fix with paths from the root of its document. */
interface DocumentFix {
  readonly fix: Fix;
  readonly edits: readonly Edit[];
}

function fixText(source: SourceText, fixes: readonly Fix[]): { text: string; made: readonly Fix[] } {
  const documents = groupBy(fixes, (fix) => fix.resource.origin.start);
  const parts: string[] = [];
  const made: Fix[] = [];
  let at = 0;
  for (const [start, own] of [...documents].sort(([a], [b]) => a - b)) {
    const origin = own[0]?.resource.origin;
    if (!origin) continue;
    const edited = fixDocument(origin, own);
    parts.push(source.text.slice(at, start), edited.text);
    made.push(...edited.made);
    at = origin.end;
  }
  return { text: parts.join('') + source.text.slice(at), made };
}

function fixDocument({ source, start, end }: Origin, fixes: readonly Fix[]): { text: string; made: readonly Fix[] } {
  const text = source.text.slice(start, end);
  const sets = fixes.map((fix): DocumentFix => {
    const within = fix.resource.origin.within ?? [];
    return { fix, edits: fix.edits.map((edit) => ({ ...edit, path: [...within, ...edit.path] })) };
  });
  const edited = editDocument(text, sets);
  // What the text means now must be what the edits say; a file is worth the second look.
  const expected = applyEdits(
    parseDocument(text),
    edited.made.flatMap((set) => set.edits),
  );
  const right = edited.made.length > 0 && isDeepStrictEqual(parseDocument(edited.text), expected);
  return right ? { text: edited.text, made: edited.made.map((set) => set.fix) } : { text, made: [] };
}

export interface FixOptions {
  /** Print what would change as a unified diff, and write nothing. */
  readonly dryRun: boolean;
  /** Namespace of objects that name none, for what is said. */
  readonly namespace?: string;
}

/**
 * Puts right what has one right answer in files, and writes them, or prints a diff on stdout. Says on stderr what was done. Returns the
 * sources as they are then, to go on with. Standard input has no file to write to: what could be put right in it is only said.
 */
export async function applyFixes(
  sources: readonly SourceText[],
  { dryRun, namespace }: FixOptions,
  io: Io,
): Promise<readonly SourceText[]> {
  const fixed = await fixSources(sources, namespace);
  const after = new Map(sources.map((source) => [source, source]));
  let changes = 0;
  let files = 0;
  for (const entry of fixed) {
    if (dryRun) await io.out(await diffOf(entry, io.outIsTerminal));
    else if (!(await written(entry, io))) continue;
    for (const change of entry.changes) io.err(`${printable(`${entry.source.name}: ${change}`)}\n`);
    if (!dryRun) after.set(entry.source, entry.fixed);
    changes += entry.changes.length;
    files++;
  }
  const count = `${changes} ${changes === 1 ? 'problem' : 'problems'} in ${files} ${files === 1 ? 'file' : 'files'}`;
  io.err(dryRun ? `Would fix ${count}; nothing is written.\n` : `Fixed ${count}.\n`);
  return sources.map((source) => after.get(source) ?? source);
}

async function written({ source, fixed, changes }: FixedSource, io: Io): Promise<boolean> {
  if (source.name === '-') {
    io.err(`standard input is not changed; ${changes.length} of its problems could be fixed in a file\n`);
    return false;
  }
  try {
    await replaceFile(source.name, source.text, fixed.text);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.err(`${printable(error.message)}\n`);
    return false;
  }
}

/** A patch that `patch -p0` and `git apply -p0` take. */
async function diffOf({ source, fixed }: FixedSource, forTerminal: boolean): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const patch = createTwoFilesPatch(source.name, source.name, source.text, fixed.text, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  });
  return forTerminal ? printableLines(patch) : patch;
}
