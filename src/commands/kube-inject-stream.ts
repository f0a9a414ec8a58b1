import {
  type Injected,
  type Injection,
  InjectionError,
  injectObject,
  isList,
  listOf,
  type Tree,
} from '../inject/index.js';
import { isObject } from '../model/decode.js';
import type { SourceText } from '../model/resource.js';
import { describeFailure } from '../print/inject.js';
import { type KnownBlocks, printYaml } from '../print/yaml.js';
import { type DocumentRange, splitDocuments } from '../sources/documents.js';
import { hasContent, parseDocument, YamlError } from '../sources/yaml-values.js';

/** What became of a stream of documents. */
export interface InjectedStream {
  /** The stream again: what has no pods byte for byte, the rest as an API client writes it. */
  readonly text: string;
  /** One line for each object that can't be injected, and each document that can't be read. */
  readonly problems: readonly string[];
}

/** Injects every object of some texts. `observe` is handed each workload as it is done; nothing else keeps it. */
export function injectStream(
  sources: readonly SourceText[],
  injection: Injection,
  observe: (workload: Injected) => void,
): InjectedStream {
  const { known } = injection.repeated;
  const sink: Sink = { observe, problems: [], known: { has: (value) => known.has(value), texts: new WeakMap() } };
  const parts = sources.flatMap((source) =>
    splitDocuments(source).map((range) => injectDocument(source, range, injection, sink)),
  );
  return { text: parts.map((part) => `${part}---\n`).join(''), problems: sink.problems };
}

interface Sink {
  readonly observe: (workload: Injected) => void;
  readonly problems: string[];
  /** Blocks that many pods have. */
  readonly known: KnownBlocks;
}

function injectDocument(
  source: SourceText,
  { start, end, line }: DocumentRange,
  injection: Injection,
  sink: Sink,
): string {
  const text = source.text.slice(start, end);
  const untouched = withLineEnd(text.replace(/^[ \t]*\r?\n/, ''));
  if (!hasContent(text)) return untouched;
  const place = `${source.name}:${line}`;
  try {
    const value = parseDocument(text);
    if (value !== undefined && !isObject(value)) sink.problems.push(`${place}: an object was expected`);
    const injected = injectValue(value, injection, sink, place);
    return injected === undefined ? untouched : printYaml(injected, sink.known);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    sink.problems.push(
      `${source.name}:${line + error.line - 1}:${error.column}: not readable as YAML: ${error.message}`,
    );
    return untouched;
  }
}

const withLineEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** The value with its pods injected; undefined when it has none. A list is written anew whatever it holds. */
function injectValue(value: unknown, injection: Injection, sink: Sink, place: string): Tree | undefined {
  if (!isList(value)) return injectOne(value, injection, sink, place);
  const items = value.items.map((item) => injectValue(item, injection, sink, place) ?? item);
  return listOf(value, items);
}

function injectOne(object: unknown, injection: Injection, sink: Sink, place: string): Tree | undefined {
  try {
    const injected = injectObject(object, injection);
    if (injected) sink.observe(injected);
    return injected?.after;
  } catch (error) {
    if (!(error instanceof InjectionError)) throw error;
    sink.problems.push(...describeFailure(error.failure, object).map((reason) => `${place}: ${reason}`));
    return undefined;
  }
}
