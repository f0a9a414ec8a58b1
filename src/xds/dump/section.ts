import type { Json, JsonMessage } from '../json.js';
import { DumpError } from './dump-error.js';
import { isList, isMessage, toCamelCase } from './field-names.js';
import { isSnakeCase } from './style.js';

/** The parts of a config dump, and the messages of envoy.admin.v3 that hold them. */
export const SECTION_TYPES = {
  bootstrap: 'BootstrapConfigDump',
  clusters: 'ClustersConfigDump',
  ecds: 'EcdsConfigDump',
  endpoints: 'EndpointsConfigDump',
  listeners: 'ListenersConfigDump',
  routes: 'RoutesConfigDump',
  secrets: 'SecretsConfigDump',
} as const;
export type SectionName = keyof typeof SECTION_TYPES;

/** An element of a repeated field of a section, in lowerCamelCase, and where it stands, for messages. */
export interface Element {
  readonly value: JsonMessage;
  readonly path: string;
}

/** One section as the dump spells it; fields are converted when they are first asked for. */
export interface Section {
  /** Messages of a repeated field, which is named in lowerCamelCase. */
  list(field: string): readonly Element[];
  /** The whole section in lowerCamelCase, without its @type. */
  whole(): JsonMessage;
}

/** The sections of a dump. */
export interface Sections {
  has(name: SectionName): boolean;
  get(name: SectionName): Section | undefined;
}

/**
 * Opens a section, whichever way its fields are spelled.
 * @param path where it stands in the dump, for messages
 */
export function openSection(message: JsonMessage, path: string): Section {
  const snake = isSnakeCase(message) === true;
  const lists = new Map<string, readonly Element[]>();
  return {
    list: (field) => {
      const known = lists.get(field);
      if (known) return known;
      const spelled = snake ? snakeCase(field) : field;
      const elements = convertList(message[spelled], field, `${path}.${spelled}`);
      lists.set(field, elements);
      return elements;
    },
    whole: () => {
      const { '@type': _, ...rest } = toCamelCase(message);
      return rest;
    },
  };
}

function convertList(values: Json | undefined, field: string, path: string): readonly Element[] {
  if (values === undefined || values === null) return [];
  if (!isList(values)) throw new DumpError(`${path}: a list was expected`);
  return values.map((item, i) => {
    if (!isMessage(item)) throw new DumpError(`${path}[${i}]: a message was expected`);
    return { value: toCamelCase(item, field), path: `${path}[${i}]` };
  });
}

/** Name of a field in the .proto file: the inverse of lowerCamelCase for the fields of the dump messages. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
}
