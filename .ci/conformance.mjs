// Compares with the recordings, group by group, and holds what has been reached.
//
//   node .ci/conformance.mjs translate|cli RECORDINGS
//
// A case that is equal counts as passed. Where fewer are equal than conformance.json asks for, the missing ones count as
// failed and the first differences are shown.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [which, recordings] = process.argv.slice(2);
const tool = { translate: 'conformance.mjs', cli: 'cli-conformance.mjs' }[which];
const least = JSON.parse(readFileSync(new URL('conformance.json', import.meta.url), 'utf8'))[which];

/** Figures of one group: the tool's JSON line, and the differences it shows before it. */
function measure(group) {
  const args = [join(recordings, 'tools', tool), '--group', group, '--json', '--diff', '5'];
  return new Promise((done) => {
    execFile(process.execPath, args, { maxBuffer: 1 << 28 }, (_failure, stdout, stderr) => {
      const lines = stdout.trimEnd().split('\n');
      try {
        const row = JSON.parse(lines.pop()).board[group];
        done({ cases: row.cases, equal: row.equal ?? row.casesEqual, shown: lines });
      } catch (error) {
        done({ cases: 0, equal: 0, shown: [...lines, stderr, String(error)] });
      }
    });
  });
}

let passed = 0;
let failed = 0;
for (const [group, minimum] of Object.entries(least)) {
  const { cases, equal, shown } = await measure(group);
  console.log(`${group}: ${equal} of ${cases} recorded cases equal, at least ${minimum} asked for`);
  passed += equal;
  if (cases === 0) failed++;
  failed += Math.max(0, minimum - equal);
  if (equal < minimum) console.log(shown.join('\n'));
  else if (equal > minimum) console.log(`  ${group} can be raised to ${equal} in .ci/conformance.json`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
