import type { Command } from 'commander';
import type { Call } from '../../cli/command.js';
import type { Io } from '../../cli/io.js';
import { outputFormat, outputOption } from '../../cli/options.js';
import { formatJson, type JsonOptions } from '../../print/json.js';
import { redact } from '../../xds/dump/redact.js';
import type { Json, JsonMessage } from '../../xds/json.js';

const FORMATS = ['table', 'short', 'json', 'yaml'] as const;
export type Format = 'table' | 'json' | 'yaml';

/** Adds `-o`. */
export function addOutputOption(command: Command, fallback: Format = 'table'): void {
  command.addOption(outputOption(FORMATS, fallback));
}

/** Value of `-o`; `short` is another word for `table`. */
export function decodeFormat(call: Call, fallback: Format = 'table'): Format {
  const format = outputFormat(call.options, FORMATS, fallback);
  return format === 'short' ? 'table' : format;
}

/** Prints a message, or a list of them, as JSON or YAML. Private keys and the like are replaced on the way. */
export async function printValue(
  io: Io,
  value: object | readonly object[],
  format: 'json' | 'yaml',
  options: JsonOptions = {},
): Promise<void> {
  const safe = Array.isArray(value)
    ? value.map((item: object) => withoutEmptyName(redact(item as JsonMessage)))
    : redact(value as JsonMessage);
  if (format === 'json') return io.out(formatJson(safe, options));
  const { dump } = await import('js-yaml');
  await io.out(dump(safe, { noRefs: true, lineWidth: -1 }));
}

/** protobuf JSON leaves empty texts out; snapshots have the names of their resources always. */
function withoutEmptyName(message: JsonMessage): JsonMessage {
  const { name, ...rest } = message;
  return name === '' ? rest : (message satisfies Json);
}
