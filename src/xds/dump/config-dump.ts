import type { Json, JsonMessage } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import { DumpError } from './dump-error.js';
import { isList, isMessage } from './field-names.js';
import { parseJsonText } from './json-text.js';
import { once } from './once.js';
import { lazySnapshot } from './resources.js';
import { openSection, SECTION_TYPES, type Section, type SectionName, type Sections } from './section.js';
import { parseSlice, type Slice, sliceSections } from './slices.js';
import { type ResourceState, readStates } from './states.js';

/**
 * What an Envoy's /config_dump says. Parts are converted when they are first read, so that a command pays for what it prints.
 * Reading a part may throw a DumpError when a field of it has a wrong type.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/admin/v3/config_dump.proto
 */
export interface ConfigDump {
  /** Active dynamic resources, then static ones. Sections that the dump lacks are empty lists. */
  readonly snapshot: Snapshot;
  /** The same with only the parts of resources that tables show: cheaper, where no more is needed. */
  readonly shown: Snapshot;
  /** BootstrapConfigDump, SecretsConfigDump and EcdsConfigDump in lowerCamelCase; secrets may hold what is private. */
  readonly bootstrap: JsonMessage | undefined;
  readonly secrets: JsonMessage | undefined;
  readonly ecds: JsonMessage | undefined;
  /** Warming and draining resources and refused updates of a section. */
  states(section: SectionName): readonly ResourceState[];
  /** Whether the dump has the section at all. */
  has(section: SectionName): boolean;
  /** The dump as it came, whatever its spelling. It may hold what is private. */
  readonly raw: JsonMessage;
  /** Set when the text ended too early: characters that were usable, and that there were. */
  readonly truncated?: { readonly kept: number; readonly length: number };
}

/**
 * Reads a config dump, in lowerCamelCase or with the names of the .proto files.
 * @param input its text, or its JSON as a value
 * @throws DumpError when it is no config dump
 */
export function parseConfigDump(input: string | object): ConfigDump {
  if (typeof input !== 'string') return configDumpOf(input as Json);
  return slicedDump(input) ?? wholeDump(input);
}

/** A dump of which only the sections are parsed that are read; undefined when the text can't be cut into sections. */
export function slicedDump(text: string): ConfigDump | undefined {
  const slices = sliceSections(text);
  if (!slices) return undefined;
  const whole = once(() => wholeDump(text));
  return assemble(sectionsOfSlices(slices, whole), () => whole().raw);
}

function wholeDump(text: string): ConfigDump {
  const { value, truncated } = parseJsonText(text);
  return configDumpOf(value, truncated);
}

/** The same of a JSON value, with what is known of its text. */
export function configDumpOf(raw: Json, truncated?: ConfigDump['truncated']): ConfigDump {
  const configs = isMessage(raw) ? (raw['configs'] ?? []) : undefined;
  if (!isMessage(raw) || !isList(configs)) {
    throw new DumpError('is no config dump: an object with a list `configs` was expected');
  }
  return assemble(sectionsOfValues(configs), () => raw, truncated);
}

function sectionsOfValues(configs: readonly Json[]): Sections {
  const typeOf = (config: Json | undefined) => (isMessage(config) ? config['@type'] : undefined);
  return lazySections(
    configs.map((config) => typeOf(config)),
    (places) =>
      places.flatMap((at) => {
        const config = configs[at];
        return isMessage(config) ? [openSection(config, `configs[${at}]`)] : [];
      }),
  );
}

/** A slice that was cut wrongly is no JSON: the whole text is parsed then. */
function sectionsOfSlices(slices: readonly Slice[], whole: () => ConfigDump): Sections {
  const types = slices.map(({ type }) => type);
  return lazySections(types, (places, name) => {
    const sections: Section[] = [];
    for (const at of places) {
      const slice = slices[at];
      const message = slice && parseSlice(slice);
      if (!isMessage(message)) return sectionsOfValues(configsOf(whole().raw)).every(name);
      sections.push(openSection(message, `configs[${at}]`));
    }
    return sections;
  });
}

/** Sections by the types of the elements of `configs`, opened when they are first asked for. */
function lazySections(
  types: readonly (Json | undefined)[],
  open: (places: readonly number[], name: SectionName) => readonly Section[],
): Sections {
  const placesOf = (name: SectionName) =>
    types.flatMap((type, at) => (typeof type === 'string' && isOfSection(type, name) ? [at] : []));
  const opened = new Map<SectionName, readonly Section[]>();
  const every = (name: SectionName) => {
    const sections = opened.get(name) ?? open(placesOf(name), name);
    opened.set(name, sections);
    return sections;
  };
  return { has: (name) => placesOf(name).length > 0, get: (name) => every(name)[0], every };
}

function configsOf(raw: JsonMessage): readonly Json[] {
  return isList(raw['configs']) ? raw['configs'] : [];
}

function isOfSection(type: string, name: SectionName): boolean {
  return type.endsWith(`.${SECTION_TYPES[name]}`);
}

/** Envoy prints a section of extension configurations for each kind of filter that has them; together they are one. */
function mergedEcds(sections: Sections): JsonMessage | undefined {
  const [first, ...others] = sections.every('ecds').map((section) => section.whole());
  if (!first || others.length === 0) return first;
  const filters = [first, ...others].flatMap(({ ecdsFilters }) => (isList(ecdsFilters) ? ecdsFilters : []));
  return { ...first, ecdsFilters: filters };
}

function assemble(sections: Sections, raw: () => JsonMessage, truncated?: ConfigDump['truncated']): ConfigDump {
  const whole = (name: SectionName) => once(() => sections.get(name)?.whole());
  const parts = { bootstrap: whole('bootstrap'), secrets: whole('secrets'), ecds: once(() => mergedEcds(sections)) };
  return {
    snapshot: lazySnapshot(sections, 'whole'),
    shown: lazySnapshot(sections, 'shown'),
    get bootstrap() {
      return parts.bootstrap();
    },
    get secrets() {
      return parts.secrets();
    },
    get ecds() {
      return parts.ecds();
    },
    states: (name) => {
      const section = sections.get(name);
      return section ? readStates(name, section) : [];
    },
    has: sections.has,
    get raw() {
      return raw();
    },
    ...(truncated && { truncated }),
  };
}
