import { proxyConfigJson } from './proxy-config.js';
import {
  any,
  anyMap,
  type FunctionMap,
  type FunctionOptions,
  fn,
  GoList,
  GoMap,
  GoNumber,
  GoPointer,
  GoStruct,
  goFunctions,
  mergeFunctions,
  raw,
  stringMapOf,
  type TemplateFunction,
  text,
  textMap,
  typeName,
  type Value,
  ValueError,
  variadic,
  whole,
} from './template/index.js';
import { multusNetworks, otelAttributes, tcpPorts } from './template-texts.js';
import type { Tree } from './types.js';

/** What functions have to know of the data besides what they are given. */
export interface FunctionFacts extends FunctionOptions {
  /** The JSON that a message of the data was made of. */
  readonly jsonOf: (message: GoPointer) => Tree | undefined;
  /** No template changes a map in place, so what was made of one may be kept. */
  readonly unchanging: boolean;
}

/** The functions, of which some keep what they made of a map: most pods ask for the same parts of the values. */
function remembering(functions: FunctionMap, names: readonly string[]): FunctionMap {
  const kept = names.flatMap((name) => {
    const found = functions.get(name);
    return found ? [[name, remember(found)] as const] : [];
  });
  return new Map([...functions, ...kept]);
}

function remember(found: TemplateFunction): TemplateFunction {
  const known = new WeakMap<GoMap, Value>();
  const call: TemplateFunction['call'] = (args, context) => {
    const [map] = args;
    if (!(map instanceof GoMap)) return found.call(args, context);
    const made = known.get(map) ?? found.call(args, context) ?? null;
    known.set(map, made);
    return made;
  };
  return { ...found, call };
}

/**
 * The functions of injection templates: Go's, sprig's, and those that Istio adds to them, or puts in their place.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#custom-templates-experimental
 */
export function injectionFunctions(facts: FunctionFacts): FunctionMap {
  const shared = Object.fromEntries(goFunctions(facts));
  const own = { protoToJSON: protoToJson(facts) };
  const all = mergeFunctions(shared, ISTIO_FUNCTIONS, structFunctions(shared), own);
  return facts.unchanging ? remembering(all, ['omitNil', 'toYaml']) : all;
}

const isEmpty = (value: Value): boolean => value === null || value === '';

function mapOfStruct(meta: Value, field: string): GoMap {
  const struct = meta instanceof GoPointer ? meta.target : meta;
  const found = struct instanceof GoStruct ? struct.fields.get(field) : undefined;
  if (found instanceof GoMap) return found;
  throw new ValueError(`${typeName(meta)} has no ${field}`);
}

const texts = (map: GoMap): (readonly [string, string])[] =>
  [...map.entries].flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));

function excludeInboundPort(port: string, excluded: string): string {
  const wanted = port.trim();
  const ports = excluded
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (wanted === '' || wanted === '0' || ports.includes(wanted)) return excluded;
  return [...ports, wanted].join(',');
}

/** A map without its nils, at any depth. */
function omitNil(value: Value): Value {
  if (value instanceof GoList) return new GoList(value.type, value.items.map(omitNil), value.isNil);
  if (!(value instanceof GoMap)) return value;
  const kept = [...value.entries].filter(([, item]) => item !== null && !(item instanceof GoMap && item.isNil));
  return new GoMap(value.type, new Map(kept.map(([key, item]) => [key, omitNil(item)])), value.isNil);
}

const mergeTexts = (maps: readonly GoMap[]): GoMap => stringMapOf(maps.flatMap(texts));
const sortedTexts = (map: GoMap): Record<string, string> =>
  Object.fromEntries(texts(map).sort(([a], [b]) => (a < b ? -1 : 1)));

/** A list of the names and values of a map, of which the last may be missing. */
function pairs(items: readonly string[]): GoMap {
  const entries = items.flatMap((key, i) => (i % 2 === 0 ? [[key, items[i + 1] ?? ''] as const] : []));
  return stringMapOf(entries);
}

/** How a value prints, for defaults of annotations. */
function printed(value: Value): string {
  if (value === null) return '<nil>';
  if (value instanceof GoNumber) return value.type.text?.(value) ?? String(value.value);
  if (value instanceof GoPointer && value.target !== undefined) return printed(value.target);
  return typeof value === 'object' ? '' : String(value);
}

const ISTIO_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  // These two are most of what templates call, so they look at their arguments themselves.
  annotation: {
    params: [any.type, text.type, any.type],
    call: ([meta = null, name, fallback = null]) => {
      const found = mapOfStruct(meta, 'Annotations').entries.get(text.read(name));
      return typeof found === 'string' ? found : printed(fallback);
    },
  },
  isset: {
    params: [textMap.type, text.type],
    call: ([map, key]) => textMap.read(map).entries.has(text.read(key)),
  },
  valueOrDefault: fn([any, any], ([value, fallback]) => (isEmpty(value) ? fallback : value)),
  excludeInboundPort: fn([any, text], ([port, excluded]) => excludeInboundPort(printed(port), excluded)),
  includeInboundPorts: fn([any], ([containers]) => tcpPorts(containers, () => true)),
  applicationPorts: fn([any], ([containers]) => tcpPorts(containers, (name) => name !== 'istio-proxy')),
  kubevirtInterfaces: fn([text], ([names]) => names),
  excludeInterfaces: fn([text], ([names]) => names),
  indent: fn([whole, text], ([spaces, source], { budget }) => {
    budget.make(source.length + Math.max(0, spaces) * (source.split('\n').length - 1));
    return source.replaceAll('\n', `\n${' '.repeat(Math.max(0, spaces))}`);
  }),
  directory: fn([text], ([path]) => path.slice(0, path.lastIndexOf('/') + 1)),
  contains: fn([text, text], ([needle, haystack]) => haystack.includes(needle)),
  toLower: fn([text], ([value]) => value.toLowerCase()),
  // Injection must not depend on where it is computed, so the environment is taken for empty.
  env: fn([text, text], ([, fallback]) => fallback),
  toJSON: fn([textMap], ([map]) => JSON.stringify(sortedTexts(map))),
  toJsonMap: variadic([], textMap, (_, maps) => JSON.stringify(sortedTexts(mergeTexts(maps)))),
  mergeMaps: variadic([], textMap, (_, maps) => mergeTexts(maps)),
  strdict: variadic([], text, (_, items) => pairs(items)),
  omit: variadic([textMap], text, ([map], keys) => stringMapOf(texts(map).filter(([key]) => !keys.includes(key)))),
  omitNil: fn([anyMap], ([map]) => omitNil(map)),
  appendMultusNetwork: fn([text, text], ([existing, network]) => multusNetworks(existing, network)),
  formatDuration: fn([any], ([duration]) => durationText(duration)),
  otelResourceAttributes: fn([any, textMap, textMap, text, any], ([mesh, annotations, labels, namespace, containers]) =>
    otelAttributes({ mesh, annotations, labels, namespace, containers }),
  ),
};

/** A protobuf duration as Go prints it. */
function durationText(value: Value): string {
  const struct = value instanceof GoPointer ? value.target : undefined;
  const seconds = struct instanceof GoStruct ? struct.fields.get('Seconds') : undefined;
  const total = seconds instanceof GoNumber ? Number(seconds.value) : 0;
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  return `${hours > 0 ? `${hours}h` : ''}${total >= 60 ? `${minutes}m` : ''}${total % 60}s`;
}

/** JSON of anything; `{}` where there is nothing, or nothing that JSON could hold. */
function structFunctions(shared: Readonly<Record<string, TemplateFunction>>): Record<string, TemplateFunction> {
  const { mustToJson, mustFromJson } = shared;
  return {
    structToJSON: fn([raw], ([value], context) => {
      if (value === undefined || value === null || !mustToJson) return '{}';
      return mustToJson.call([value], context);
    }),
    fromJSON: fn([text], ([source], context) => {
      try {
        return mustFromJson?.call([source], context);
      } catch (error) {
        if (error instanceof ValueError && /JSON/.test(error.message)) return '{}';
        throw error;
      }
    }),
  };
}

function protoToJson({ jsonOf }: FunctionFacts): TemplateFunction {
  const known = new WeakMap<GoPointer, string>();
  return fn([any], ([value]) => {
    const message = value instanceof GoPointer ? jsonOf(value) : undefined;
    if (!message || !(value instanceof GoPointer)) return '{}';
    const json = known.get(value) ?? proxyConfigJson(message);
    known.set(value, json);
    return json;
  });
}
