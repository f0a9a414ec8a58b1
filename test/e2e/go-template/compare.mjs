// The renderer against Go's own text/template with sprig: the same output, or both fail.
//
//   node test/e2e/go-template/compare.mjs [SEED] [SHOWN] [GROUP]
//
// Needs Go; GO_TEMPLATE_ORACLE names a program built before. The last line is `N passed, N failed`.
import { generate } from './generate.mjs';
import { oracle } from './oracle.mjs';
import { answer } from './renderer.mjs';

const seed = Number(process.argv[2] ?? 20_240_601);
const shown = Number(process.argv[3] ?? 20);
const only = process.argv[4];
const questions = generate(seed, (question) => answer(question).output !== undefined);
const expected = oracle(questions);
const again = oracle(questions);

/** The part of the data that a template names. */
const dataOf = ({ template, data }) =>
  JSON.stringify(Object.fromEntries(Object.entries(data).filter(([key]) => template.includes(`.${key}`))));

const groups = new Map();
let passed = 0;
let failed = 0;
let refused = 0;
let unsteady = 0;
for (const [i, question] of questions.entries()) {
  const go = expected[i];
  if (go.output !== again[i].output || go.crashed) {
    unsteady++; // it shows an address of memory, or ends the process
    continue;
  }
  const own = answer(question);
  const bothFail = go.output === undefined && own.output === undefined && !own.crash;
  const good = bothFail || (go.output !== undefined && own.output !== undefined && go.output === own.output);
  const group = question.group.startsWith('function ') ? 'function' : question.group;
  const row = groups.get(group) ?? { passed: 0, failed: 0, refused: 0 };
  groups.set(group, row);
  if (bothFail) {
    refused++;
    row.refused++;
  }
  if (good) {
    passed++;
    row.passed++;
    continue;
  }
  failed++;
  row.failed++;
  if (only ? group === only : failed <= shown) {
    console.log(`\n${question.group}: ${JSON.stringify(question.template)}\n  data ${dataOf(question)}`);
    console.log(`  Go   ${JSON.stringify(go)}\n  here ${JSON.stringify(own)}`);
  }
}
console.log(
  `\n${questions.length} templates (seed ${seed}), ${refused} refused by both, ${unsteady} left out: Go's own answer varies or it crashes`,
);
for (const [name, row] of groups)
  console.log(`  ${name}: ${row.passed} equal, of these ${row.refused} refused; ${row.failed} different`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
