import { isObject } from '../../model/decode.js';
import type { Path } from '../../model/resource.js';
import { textOf } from '../../model/text.js';
import type { JsonMessage } from '../../protobuf/json.js';
import { jsonNameOf, type MessageType, messageType } from '../../protobuf/messages.js';
import { decodePatch, isFatal, PATCHED } from '../../protobuf/patched.js';
import { describeProblem } from '../../protobuf/problem-text.js';

/** What stands in the value of a patch. */
export interface EnvoyValueFacts {
  /** The first that Envoy's API doesn't allow, and the first field that it doesn't have. */
  readonly wrong?: Found;
  readonly unknown?: Found;
  /** Filters and other extensions that have a name alone: neither typed_config nor config_discovery. */
  readonly bare: readonly Found[];
}

export interface Found {
  readonly path: Path;
  readonly text: string;
}

/**
 * Looks through the value of a patch as the Envoy message that it is part of. Fields may be spelled in snake_case or
 * lowerCamelCase. https://protobuf.dev/programming-guides/json/
 */
export function inspectEnvoyValue(value: unknown, applyTo: string, path: Path): EnvoyValueFacts {
  if (!isObject(value)) return { wrong: { path, text: 'the value is no object' }, bare: [] };
  const message = value as JsonMessage;
  const problems = decodePatch(applyTo, message)?.problems ?? [];
  const found = (problem: (typeof problems)[number] | undefined) =>
    problem && { path: [...path, ...problem.path], text: describeProblem(problem) };
  const wrong = found(problems.find(isFatal));
  const unknown = found(problems.find(({ code }) => code === 'unknown-field'));
  const names: Readonly<Record<string, string>> = PATCHED;
  const bare: Found[] = [];
  findBare(message, messageType(names[applyTo] ?? ''), path, bare);
  return { ...(wrong && { wrong }), ...(unknown && { unknown }), bare };
}

/** The webhook looks for what is bare outside lists and maps only. */
function findBare(message: JsonMessage, type: MessageType | undefined, path: Path, found: Found[]): void {
  if (type?.byJsonName.has('typedConfig') && !isConfigured(message)) {
    found.push({ path, text: textOf(message['name'] ?? '') });
  }
  for (const [key, value] of Object.entries(message)) {
    const field = type?.byJsonName.get(jsonNameOf(key));
    if (!field || field.list || field.keys !== undefined || field.kind !== 'message' || !isObject(value)) continue;
    const inner = value as JsonMessage;
    const url = inner['@type'];
    const name = typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : field.type;
    findBare(inner, messageType(name), [...path, key], found);
  }
}

function isConfigured(extension: JsonMessage): boolean {
  return Object.keys(extension).some(
    (key) => ['typedConfig', 'configDiscovery'].includes(jsonNameOf(key)) && isObject(extension[key]),
  );
}
