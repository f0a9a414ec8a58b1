import type { Json, JsonMessage } from '../json.js';
import { DumpError } from './dump-error.js';
import { isList, isMessage, toCamelCase } from './field-names.js';
import { type Spelling, spelled } from './spelling.js';
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

/** An element of a repeated field of a section as the dump spells it, and where it stands, for messages. */
export interface Element {
  readonly message: JsonMessage;
  readonly path: string;
}

/** One section as the dump spells it; fields are named in lowerCamelCase all the same. */
export interface Section {
  readonly spelling: Spelling;
  /** Messages of a repeated field. */
  list(field: string): readonly Element[];
  /** The whole section in lowerCamelCase, without its @type. */
  whole(): JsonMessage;
}

/** The sections of a dump. */
export interface Sections {
  has(name: SectionName): boolean;
  /** The first of a name, which is the only one of nearly all. */
  get(name: SectionName): Section | undefined;
  every(name: SectionName): readonly Section[];
}

/**
 * Opens a section, whichever way its fields are spelled.
 * @param path where it stands in the dump, for messages
 */
export function openSection(message: JsonMessage, path: string): Section {
  const spelling = isSnakeCase(message) === true ? 'snake' : 'camel';
  return {
    spelling,
    list: (field) => {
      const name = spelled(field, spelling);
      return listElements(message[name], `${path}.${name}`);
    },
    whole: () => {
      const { '@type': _, ...rest } = toCamelCase(message);
      return rest;
    },
  };
}

function listElements(values: Json | undefined, path: string): readonly Element[] {
  if (values === undefined || values === null) return [];
  if (!isList(values)) throw new DumpError(`${path}: a list was expected`);
  return values.map((item, i) => {
    if (!isMessage(item)) throw new DumpError(`${path}[${i}]: a message was expected`);
    return { message: item, path: `${path}[${i}]` };
  });
}

/** The message that fields lead to, each inside the one before; undefined where one is absent. */
export function messageWithin(message: JsonMessage, fields: readonly string[], spelling: Spelling): Json | undefined {
  let value: Json | undefined = message;
  for (const field of fields) {
    if (!isMessage(value)) return undefined;
    value = value[spelled(field, spelling)] ?? undefined;
  }
  return value;
}
