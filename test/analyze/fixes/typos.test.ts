import { describe, expect, it } from 'vitest';
import { fixSources } from '../../../src/commands/analyze-fix.js';
import { DOCUMENTS } from '../mutation/documents.js';
import { listFields } from '../mutation/fields.js';
import { TYPOS } from '../mutation/typos.js';

/** Every typo of some kinds in every field of the sixty documents, with a comment on each line. */
function breakAll(typoName: string) {
  const typo = TYPOS.find(({ name }) => name === typoName);
  if (!typo) throw new Error(`no typo ${typoName}`);
  return DOCUMENTS.flatMap((document, d) =>
    listFields(document.text)
      .filter((field) => typo.befalls(field, document))
      .map((field, f) => {
        const comment = (text: string) =>
          text.replace(/(.)$/gm, (end, _, at) => `${end} # ${text.slice(0, at).split('\n').length}`);
        return {
          name: `${typoName}-${d}-${f}`,
          where: `${document.name} ${field.path.join('.')}`,
          before: comment(document.text),
          text: comment(typo.break(document.text, field).text),
        };
      }),
  );
}

describe('misspelled fields of all kinds', () => {
  it.each(['misspelled key', 'key in the wrong case', 'snake case'])(
    '%s: nearly all are put right, and nothing else changes',
    async (name) => {
      const broken = breakAll(name);
      const fixed = await fixSources(broken);
      const after = new Map(fixed.map(({ source, fixed: { text } }) => [source, text]));
      const changed = broken.filter((source) => after.has(source));
      expect(changed.filter((source) => after.get(source) !== source.before).map(({ where }) => where)).toEqual([]);
      const left = broken.filter((source) => !after.has(source)).map(({ where }) => where);
      expect(changed.length / broken.length, left.join('\n')).toBeGreaterThan(0.95);
      process.stdout.write(`${name}: ${changed.length} of ${broken.length} put right\n`);
    },
  );
});
