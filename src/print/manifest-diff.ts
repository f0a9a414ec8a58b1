import { createTwoFilesPatch } from 'diff';
import type { ObjectPair } from '../install/manifest-diff.js';
import { printableLines } from './terminal.js';
import { printYaml } from './yaml.js';

/** Texts that differ in more lines than this are shown as a whole, one after the other: looking for the least is slow. */
const MAX_EDITS = 5000;
const ADDED = '32';
const REMOVED = '31';

/** Unified diffs of YAML, one an object: its name stands in the header, and /dev/null where a side doesn't have it. */
export function formatManifestDiff(
  pairs: readonly ObjectPair[],
  names: readonly [string, string],
  colour: boolean,
): string {
  return pairs
    .map(({ id, before, after }) => {
      const [left, right] = [before ? `${names[0]}: ${id}` : '/dev/null', after ? `${names[1]}: ${id}` : '/dev/null'];
      const patch = unifiedDiff(left, right, before ? printYaml(before) : '', after ? printYaml(after) : '');
      return colour ? paint(patch) : patch;
    })
    .join('');
}

function unifiedDiff(left: string, right: string, before: string, after: string): string {
  const options = { context: 3, maxEditLength: MAX_EDITS };
  const patch = createTwoFilesPatch(left, right, before, after, undefined, undefined, options);
  const text = patch ?? `--- ${left}\n+++ ${right}\n${hunk(before, after)}`;
  return printableLines(text.replace(/^={5,}\n/, ''));
}

/** All of one text, then all of the other, which end in line breaks. */
function hunk(before: string, after: string): string {
  const size = (text: string) => text.split('\n').length - 1;
  return `@@ -1,${size(before)} +1,${size(after)} @@\n${prefixed('-', before)}${prefixed('+', after)}`;
}

function prefixed(mark: string, text: string): string {
  return text.replace(/.*\n/g, (line) => mark + line);
}

function paint(patch: string): string {
  const painted = (line: string, sgr: string) => `\u001b[${sgr}m${line}\u001b[39m`;
  return patch.replace(/^[-+].*$/gm, (line) => painted(line, line.startsWith('+') ? ADDED : REMOVED));
}

/** One line: how many objects are on one side only, and how many are on both and differ. */
export function summarizeManifestDiff(pairs: readonly ObjectPair[]): string {
  const removed = pairs.filter(({ after }) => !after).length;
  const added = pairs.filter(({ before }) => !before).length;
  const changed = pairs.length - added - removed;
  return pairs.length === 0 ? 'no differences\n' : `${added} added, ${removed} removed, ${changed} changed\n`;
}
