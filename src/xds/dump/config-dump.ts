import type { Json, JsonMessage } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Cluster, ClusterLoadAssignment, Listener, RouteConfiguration } from '../types.js';
import { DumpError } from './dump-error.js';
import { isList, isMessage } from './field-names.js';
import { parseJsonText } from './json-text.js';
import { findSection, SECTION_TYPES, type Section, type SectionName } from './section.js';
import { checkShape, SHAPES, type Shape } from './shapes.js';
import { type ResourceState, readStates } from './states.js';
import { isSnakeCase } from './style.js';

/**
 * What an Envoy's /config_dump says. Parts are converted when they are first read, so that a command pays for what it prints.
 * Reading a part may throw a DumpError when a field of it has a wrong type.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/admin/v3/config_dump.proto
 */
export interface ConfigDump {
  /** Active dynamic resources, then static ones. Sections that the dump lacks are empty lists. */
  readonly snapshot: Snapshot;
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
  const { value, truncated } = parseJsonText(input);
  return configDumpOf(value, truncated);
}

/** The same of a JSON value, with what is known of its text. */
export function configDumpOf(raw: Json, truncated?: ConfigDump['truncated']): ConfigDump {
  const configs = isMessage(raw) ? (raw['configs'] ?? []) : undefined;
  if (!isMessage(raw) || !isList(configs)) {
    throw new DumpError('is no config dump: an object with a list `configs` was expected');
  }
  return assemble(readSections(configs), { raw, ...(truncated && { truncated }) });
}

function readSections(configs: readonly Json[]): ReadonlyMap<SectionName, Section> {
  const snake = configs.some((config) => isSnakeCase(config) === true);
  const sections = new Map<SectionName, Section>();
  for (const name of Object.keys(SECTION_TYPES) as SectionName[]) {
    const section = findSection(configs, name, snake);
    if (section) sections.set(name, section);
  }
  return sections;
}

function assemble(
  sections: ReadonlyMap<SectionName, Section>,
  origin: Pick<ConfigDump, 'raw' | 'truncated'>,
): ConfigDump {
  const whole = (name: SectionName) => once(() => sections.get(name)?.whole());
  const parts = { bootstrap: whole('bootstrap'), secrets: whole('secrets'), ecds: whole('ecds') };
  return {
    ...origin,
    snapshot: lazySnapshot(sections),
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
    has: (name) => sections.has(name),
  };
}

/** Where each kind of resource stands: repeated field of the section, then fields down to the resource. */
const RESOURCES = {
  listeners: [
    { field: 'dynamicListeners', within: ['activeState', 'listener'] },
    { field: 'staticListeners', within: ['listener'] },
  ],
  routes: [
    { field: 'dynamicRouteConfigs', within: ['routeConfig'] },
    { field: 'staticRouteConfigs', within: ['routeConfig'] },
  ],
  clusters: [
    { field: 'dynamicActiveClusters', within: ['cluster'] },
    { field: 'staticClusters', within: ['cluster'] },
  ],
  endpoints: [
    { field: 'dynamicEndpointConfigs', within: ['endpointConfig'] },
    { field: 'staticEndpointConfigs', within: ['endpointConfig'] },
  ],
} as const;

function lazySnapshot(sections: ReadonlyMap<SectionName, Section>): Snapshot {
  const listeners = once(() => decode<Listener>(sections.get('listeners'), RESOURCES.listeners, SHAPES.listener));
  const routes = once(() => decode<RouteConfiguration>(sections.get('routes'), RESOURCES.routes, SHAPES.route));
  const clusters = once(() => decode<Cluster>(sections.get('clusters'), RESOURCES.clusters, SHAPES.cluster));
  const endpoints = once(() =>
    decode<ClusterLoadAssignment>(sections.get('endpoints'), RESOURCES.endpoints, SHAPES.endpoint),
  );
  return {
    get listeners() {
      return listeners();
    },
    get routes() {
      return routes();
    },
    get clusters() {
      return clusters();
    },
    get endpoints() {
      return endpoints();
    },
  };
}

type Places = readonly { readonly field: string; readonly within: readonly string[] }[];

/** The decoding edge of resources: fields that are read anywhere have been checked, names are filled in. */
function decode<T extends object>(section: Section | undefined, places: Places, shape: Shape): readonly T[] {
  if (!section) return [];
  return places.flatMap(({ field, within }) =>
    section.list(field).flatMap(({ value, path }) => {
      let resource: Json | undefined = value;
      for (const key of within) resource = isMessage(resource) ? resource[key] : undefined;
      if (resource === undefined) return []; // only warming or refused: see states
      const at = `${path}.${within.join('.')}`;
      checkShape(resource, shape, at);
      const { '@type': _, ...fields } = resource as T & { '@type'?: string };
      return [{ ...emptyNames(shape), ...fields } as T];
    }),
  );
}

/** protobuf JSON leaves empty names out; the types here have them always. */
function emptyNames(shape: Shape): object {
  if (typeof shape === 'string') return {};
  return 'name' in shape ? { name: '' } : 'clusterName' in shape ? { clusterName: '' } : {};
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
