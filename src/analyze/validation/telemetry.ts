import type { TelemetrySpec } from '../../model/kinds/telemetry.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import type { RuleFacts } from './facts.js';
import type { Rules } from './index.js';
import { checkAttachment } from './target-refs.js';
import { error, warning } from './violation.js';

type Tracing = NonNullable<TelemetrySpec['tracing']>[number];
type Tag = NonNullable<Tracing['customTags']>[string];
type Override = NonNullable<NonNullable<TelemetrySpec['metrics']>[number]['overrides']>[number];
type Provider = { readonly name?: string };

/** https://istio.io/latest/docs/reference/config/telemetry/ */
export const telemetryRules: Rules<'Telemetry'> = ({ body: { spec = {} } }, facts) => [
  ...checkAttachment(spec),
  ...(spec.metrics ?? []).flatMap(({ providers, overrides = [] }, i) => [
    ...checkProviders(providers, ['spec', 'metrics', i]),
    ...overrides.flatMap((override, j) => checkOverride(override, ['spec', 'metrics', i, 'overrides', j])),
  ]),
  ...checkTracing(spec.tracing ?? []),
  ...checkAccessLogging(spec.accessLogging ?? [], facts),
];

function checkProviders(providers: readonly Provider[] = [], path: Path): readonly Violation[] {
  return providers.flatMap(({ name }, i) =>
    name ? [] : [error([...path, 'providers', i, 'name'], 'a provider has no name')],
  );
}

function checkOverride({ match, tagOverrides = {} }: Override, path: Path): readonly Violation[] {
  const tags = Object.entries(tagOverrides).flatMap(([name, { operation = 'UPSERT', value }]) => {
    const at = [...path, 'tagOverrides', name];
    return [
      ...(name === '' ? [warning(at, 'a tag in tagOverrides has no name')] : []),
      ...(operation === 'UPSERT' && !value ? [error(at, 'a tag override with operation UPSERT needs a value')] : []),
      ...(operation === 'REMOVE' && value
        ? [error([...at, 'value'], 'a tag override with operation REMOVE takes no value')]
        : []),
    ];
  });
  return match?.customMetric === ''
    ? [...tags, error([...path, 'match', 'customMetric'], 'customMetric is empty')]
    : tags;
}

function checkTracing(tracing: readonly Tracing[]): readonly Violation[] {
  const several = tracing.length > 1 ? [warning(['spec', 'tracing', 1], 'only one entry of tracing is used')] : [];
  return [...several, ...tracing.flatMap((entry, i) => checkTracingEntry(entry, ['spec', 'tracing', i]))];
}

function checkTracingEntry(
  { providers, randomSamplingPercentage: sampling = 0, customTags = {} }: Tracing,
  path: Path,
): readonly Violation[] {
  return [
    ...((providers?.length ?? 0) > 1
      ? [warning([...path, 'providers', 1], 'only one provider of a tracing entry is used')]
      : []),
    ...checkProviders(providers, path),
    ...(sampling < 0 || sampling > 100
      ? [error([...path, 'randomSamplingPercentage'], 'randomSamplingPercentage is not within 0..100')]
      : []),
    ...Object.entries(customTags).flatMap(([name, tag]) => checkTag(name, tag, [...path, 'customTags', name])),
  ];
}

function checkTag(name: string, tag: Tag, path: Path): readonly Violation[] {
  return [
    ...(name === '' ? [error(path, 'a custom tag has no name')] : []),
    ...(tag.literal && !tag.literal.value ? [error([...path, 'literal'], 'a literal tag has no value')] : []),
    ...(tag.header && !tag.header.name ? [error([...path, 'header'], 'a header tag names no header')] : []),
    ...(tag.environment && !tag.environment.name
      ? [error([...path, 'environment'], 'an environment tag names no variable')]
      : []),
    ...(tag.formatter && !tag.formatter.value ? [error([...path, 'formatter'], 'a formatter tag has no format')] : []),
  ];
}

function checkAccessLogging(
  entries: NonNullable<TelemetrySpec['accessLogging']>,
  { celProblem }: RuleFacts,
): readonly Violation[] {
  return entries.flatMap(({ filter, providers }, i) => {
    const path = ['spec', 'accessLogging', i];
    const { expression = '' } = filter ?? {};
    const problem = filter && (expression === '' ? 'it is empty' : celProblem(expression));
    return [
      ...(problem ? [error([...path, 'filter', 'expression'], `the filter is no CEL expression: ${problem}`)] : []),
      ...checkProviders(providers, path),
    ];
  });
}
