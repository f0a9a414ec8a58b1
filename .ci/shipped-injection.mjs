// Injects the recorded workloads with what this program ships, instead of the configuration that they were recorded with.
//
//   [MESHWRIGHT_BIN=bin/meshwright.js] node .ci/shipped-injection.mjs RECORDINGS
//
// Twice: the shipped templates with the recorded values and MeshConfig, then the shipped values and MeshConfig too wherever
// the recording used the defaults. All must be equal.
import { execFile, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The recorded image; everything else is what an installation has by default. */
const IMAGE = ['--set', 'hub=registry.istio.io/testing', '--set', 'tag=latest'];
const self = fileURLToPath(import.meta.url);

/** Arguments of a recorded command, with what is shipped in place of files. */
function shippedArguments(recorded, all) {
  const defaults =
    all && recorded.some((a) => a.endsWith('/values.json')) && recorded.some((a) => a.endsWith('/mesh.yaml'));
  const drop = ['--injectConfigFile', ...(defaults ? ['--valuesFile', '--meshConfigFile'] : [])];
  const kept = recorded.filter((a, i) => !drop.includes(a) && !drop.includes(recorded[i - 1]));
  return [...kept, '--offline', ...(defaults ? IMAGE : [])];
}

/** Runs the program as the comparison asks for it. */
function inject([pass, ...recorded]) {
  const program = process.env.MESHWRIGHT_BIN ?? fileURLToPath(new URL('../bin/meshwright.js', import.meta.url));
  const args = shippedArguments(recorded, pass === 'all');
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** Figures of one pass by the tool that compares with recordings. */
function compare(recordings, pass) {
  const args = [
    'cli-conformance.mjs',
    '--group',
    'kube-inject',
    '--json',
    '--diff',
    '5',
    '--cli',
    `node ${self} run ${pass}`,
  ];
  args[0] = join(recordings, 'tools', args[0]);
  return new Promise((done) => {
    execFile(process.execPath, args, { maxBuffer: 1 << 28 }, (_failure, stdout, stderr) => {
      const lines = stdout.trimEnd().split('\n');
      try {
        done({ ...JSON.parse(lines.pop()).board['kube-inject'], shown: lines });
      } catch (error) {
        done({ cases: 0, equal: 0, shown: [...lines, stderr, String(error)] });
      }
    });
  });
}

async function compareAll(recordings) {
  const cases = readdirSync(join(recordings, 'goldens/cli/kube-inject')).length;
  let passed = 0;
  let failed = 0;
  for (const pass of ['templates', 'all']) {
    const { equal, shown } = await compare(recordings, pass);
    console.log(`shipped ${pass}: ${equal} of ${cases} recorded cases equal`);
    passed += equal;
    const wrong = cases - equal;
    failed += wrong;
    if (wrong > 0) console.log(shown.join('\n'));
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

const [first, ...rest] = process.argv.slice(2);
if (first === 'run') inject(rest);
else await compareAll(first);
