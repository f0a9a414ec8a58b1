import { Option } from 'commander';
import { findMessage } from '../analyze/messages/index.js';
import type { Violation } from '../analyze/types.js';
import { loadRuleFacts } from '../analyze/validation/index.js';
import { type Judges, judge } from '../analyze/validation/judge.js';
import { addClusterOptions, clusterOptions } from '../cli/cluster-options.js';
import type { Call, CommandDefinition, Outcome } from '../cli/command.js';
import { useColour } from '../cli/io.js';
import { collectList, outputFormat, outputOption, texts } from '../cli/options.js';
import { VERSION } from '../cli/version.js';
import { UserError } from '../model/errors.js';
import { formatPath } from '../model/resource.js';
import { textOf } from '../model/text.js';
import { FINDING_FORMATS, formatFindings } from '../print/analysis/index.js';
import { printableLines } from '../print/terminal.js';
import { formatValidation, formatVerdict, type LabelledFinding } from '../print/validation.js';
import { loadValidators } from '../schema/index.js';
import { collectSources } from '../sources/files.js';
import type { LoadProblem } from '../sources/load.js';
import { createLocators } from '../sources/positions.js';
import { type Given, type GivenSource, readGiven } from './validate-input.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.addOption(
      new Option('-f, --filename <path>', 'file, directory or - for stdin; repeatable').argParser(collectList),
    );
    c.option('-R, --recursive', 'directories are always looked through with all below them; kept for old scripts');
    c.addOption(new Option('-x, --referential [flag]', 'taken for old scripts; nothing depends on it').hideHelp());
    c.addOption(outputOption(FINDING_FORMATS, 'text'));
    addClusterOptions(c);
    // Taken because they are flags of every command of istioctl; no cluster is asked.
    for (const option of c.options) if (UNUSED.has(option.attributeName())) option.hideHelp();
  },
  run,
};

const UNUSED: ReadonlySet<string> = new Set(['kubeconfig', 'context', 'snapshot']);

async function run({ args, options, io }: Call): Promise<Outcome> {
  const files = texts(options, 'filename');
  if (args.length > 0) throw new UserError('usage', `unexpected argument ${args[0]}`, 'name files with -f');
  if (files.length === 0) throw new UserError('usage', 'no files to validate', 'name them with -f, or - for stdin');
  const format = outputFormat(options, FINDING_FORMATS, 'text');
  const isTalk = format === 'text' || format === 'log';
  const { namespace, istioNamespace } = clusterOptions(options);
  const collected = await collectSources(files, { recursive: true, emptyIsFine: true, stdin: io.stdin });
  for (const reason of collected.skipped) io.err(printableLines(`note: skipped ${reason}\n`));
  const given = collected.sources.map((source) => readGiven(source, namespace));
  const judges = await prepareJudges(given, istioNamespace);
  const all: LabelledFinding[] = [];
  for (const file of given) {
    const findings = findingsOf(file, judges);
    for (const finding of findings) all.push(finding);
    if (isTalk) io.err(formatValidation(findings, useColour(io, io.errIsTerminal)));
    io.err(formatVerdict(file.source.name, findings));
  }
  if (!isTalk) await io.out(formatFindings(format, all, { colour: false, frame: false, version: VERSION }));
  for (const { message, hint } of collected.problems) {
    io.err(printableLines(`Error: ${message}${hint ? `; ${hint}` : ''}\n`));
  }
  if (all.some(({ severity }) => severity === 'error')) return 'failed';
  return collected.problems.length > 0 ? 'data' : 'ok';
}

async function prepareJudges(given: readonly GivenSource[], istioNamespace: string): Promise<Judges> {
  const objects = given.flatMap((file) => file.objects);
  const resources = objects.flatMap(({ resource }) => (resource ? [resource] : []));
  const kinds = objects.map(({ value }) => ({ apiVersion: textOf(value['apiVersion']), kind: textOf(value['kind']) }));
  const [facts, validatorOf] = await Promise.all([
    loadRuleFacts(resources, { annotations: true }),
    loadValidators(kinds),
  ]);
  return { facts, validatorOf, istioNamespace };
}

/** What is wrong in one file, in the order of its documents. */
function findingsOf(file: GivenSource, judges: Judges): readonly LabelledFinding[] {
  const locate = createLocators();
  const parts = [
    ...file.problems.map((problem) => ({ origin: problem.origin, findings: [unreadableFinding(problem, locate)] })),
    ...file.objects.map((object) => ({
      origin: object.origin,
      findings: locateAll(object, violationsOf(object, judges), locate),
    })),
  ];
  return parts.sort((a, b) => a.origin.start - b.origin.start).flatMap(({ findings }) => findings);
}

function violationsOf(object: Given, judges: Judges): readonly Violation[] {
  const { unknown } = object;
  if (unknown) return [{ ...unknown, severity: 'warning', code: 'MW0112' }];
  return judge(object, judges);
}

type Locate = ReturnType<typeof createLocators>;

function locateAll(object: Given, violations: readonly Violation[], locate: Locate): readonly LabelledFinding[] {
  return violations.map((violation) => {
    const { path, text } = violation;
    const severity = object.remarked && violation.severity === 'error' ? 'warning' : violation.severity;
    const place = { ...locate(object.origin, path), text: object.origin.source.text };
    return {
      ...describe(codeOf(violation)),
      severity,
      message: text,
      field: formatPath(path),
      label: violation.code === 'MW0111' ? object.remarkLabel : object.label,
      place,
      ...named(object),
    };
  });
}

/** The resource, for formats that name it in their own way. */
function named({ resource }: Given): Pick<LabelledFinding, 'resource'> {
  if (!resource) return {};
  const { apiVersion, kind, metadata } = resource;
  return { resource: { apiVersion, kind, namespace: metadata.namespace, name: metadata.name } };
}

function codeOf({ code, severity }: Violation): string {
  return code ?? (severity === 'error' ? 'IST0106' : 'IST0133');
}

function unreadableFinding(problem: LoadProblem, locate: Locate): LabelledFinding {
  const { origin, path, message, hint, position } = problem;
  const at = position ? { file: origin.source.name, ...position } : locate(origin, path);
  return {
    ...describe('MW0109'),
    severity: 'error',
    message: hint ? `${message}; ${hint}` : message,
    field: formatPath(path),
    label: '',
    place: { ...at, text: origin.source.text },
  };
}

function describe(code: string) {
  const message = findMessage(code);
  return { code, name: message?.name ?? code, explain: message?.explain ?? '' };
}
