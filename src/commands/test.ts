import { Option } from 'commander';
import { addClusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition } from '../cli/command.js';
import { flag, outputFormat, outputOption, text } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import { FORMATS, formatReport } from '../print/test-report/index.js';
import { printDiagnostics } from './diagnostics.js';
import { formatLoadProblems, rejectLoadProblems } from './load-problems.js';
import { loadMesh, meshInput, meshInputOptions } from './mesh-input.js';
import { originsOf } from './origins.js';
import { simulationFacts } from './simulate-facts.js';
import { reportCoverage } from './test-coverage.js';
import { loadTests } from './test-files.js';
import { buildTestedMesh } from './test-proxies.js';
import { runTests } from './test-run.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('<testfile...>', 'files with tests, or directories that hold such files; - for stdin');
    for (const option of meshInputOptions()) c.addOption(option);
    c.addOption(outputOption(FORMATS, 'text'));
    c.option('--coverage', 'tell which routes, policies and subsets no test touches');
    c.addOption(new Option('--fail-under <percent>', 'fail where tests touch less than that; with --coverage'));
    addClusterOptions(c);
    c.addHelpText('after', EXAMPLES);
  },
  run,
};

const EXAMPLES = `
Examples:
  meshwright test -f mesh/ mesh/tests.yaml
  meshwright test -f mesh/ tests/ -o junit > report.xml
  meshwright test -f mesh/ tests/ --coverage --fail-under 80

A test file:
  tests:
    - name: testers get version 2
      from: deployment/web.shop
      request: {url: http://catalog:8080/items, headers: {x-tester: "true"}}
      expect: {destination: catalog:8080/v2, timeout: none}`;

/** Exit codes: 0 all tests passed, 1 some failed, 65 a test file or the configuration can't be read. */
async function run(call: Call) {
  const format = outputFormat(call.options, FORMATS, 'text');
  const wanted = decodeFailUnder(call);
  const loaded = await loadTests(call.args, call.io.stdin);
  rejectLoadProblems(loaded.problems);
  for (const line of formatLoadProblems(loaded.notes)) call.io.err(`${line}\n`);
  if (loaded.tests.length === 0) throw new UserError('data', `${call.args.join(', ')}: no tests`);
  const input = await meshInput(call);
  const { mesh, store, diagnostics } = await loadMesh(input, call.io.stdin);
  printDiagnostics(diagnostics, call.io);
  const facts = await simulationFacts();
  const tested = buildTestedMesh(mesh, facts, input.namespace);
  const { files, touched } = runTests(loaded.tests, { tested, store, regex: facts.regex, io: call.io });
  const coverage =
    flag(call.options, 'coverage') || wanted !== undefined ? reportCoverage(store, touched, wanted) : undefined;
  const report = { files, ...(coverage && { coverage }) };
  await call.io.out(formatReport(format, report, originsOf(tested.shared.provenance)));
  const failed = files.some((file) => file.tests.some((test) => !test.passed));
  return failed || (wanted !== undefined && coverage && coverage.percent < wanted) ? 'failed' : 'ok';
}

function decodeFailUnder(call: Call): number | undefined {
  const value = text(call.options, 'failUnder');
  if (value === undefined) return undefined;
  const percent = Number(value);
  if (value.trim() !== '' && percent >= 0 && percent <= 100) return percent;
  throw new UserError('usage', `--fail-under ${value}: a percentage from 0 to 100 was expected`);
}
