import { clusterOptions } from '../cli/cluster-options.js';
import type { Call } from '../cli/command.js';
import { flag, text, texts } from '../cli/options.js';
import { byHand, createInjection, decodeInjectorConfig, type Injection, type Tree } from '../inject/index.js';
import { isObject } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import { buildStore, type Store } from '../model/store.js';
import { loadCluster } from '../sources/cluster.js';
import { readText } from '../sources/files.js';
import { rejectMeshConfigProblems } from '../sources/mesh-config.js';
import { parseDocument, YamlError } from '../sources/yaml-values.js';
import { clusterFacts } from './kube-inject-cluster.js';
import { proxyConfigParser } from './kube-inject-proxy-config.js';
import { rejectLoadProblems } from './load-problems.js';

/** A configuration and how messages call the place that it was read from. */
interface Found {
  readonly value: unknown;
  readonly name: string;
}

/** The three parts of a configuration of injection. */
interface Parts {
  readonly config: Found;
  readonly values: Found;
  readonly mesh: Found;
}

const NANOS = 1_000_000n;
/** Functions on regular expressions, whose engine most templates can do without. */
const REGEX_FUNCTION = /\b(mustR|r)egex[A-Z]/;

/**
 * What injection works with: files where they are given, what is left from the cluster, a snapshot, or (`--offline`) from an installation as
 * this program makes it. `hints` is the text that is to be injected: what it doesn't mention isn't loaded.
 * @throws UserError for what can't be read or is no configuration
 */
export async function loadInjection(call: Call, hints: string): Promise<Injection> {
  const { options } = call;
  const revision = text(options, 'revision') ?? '';
  const offline = flag(options, 'offline');
  const files = await readFiles(call);
  const complete = files.config !== undefined && files.values !== undefined && files.mesh !== undefined;
  const cluster = clusterOptions(options);
  const needsCluster = !offline && (!complete || cluster.snapshot !== undefined);
  const store = needsCluster ? await readStore(call) : undefined;
  const rest = complete ? undefined : offline ? await shippedParts(call) : undefined;
  const find = (part: keyof Parts): Found => files[part] ?? rest?.[part] ?? fromStore(call, store, part);
  const [config, values, mesh] = [find('config'), find('values'), find('mesh')];
  const { config: decoded, problems } = decodeInjectorConfig(config.value);
  rejectMeshConfigProblems(problems, config.name);
  const valuesTree = requireObject(values);
  return createInjection({
    config: byHand(decoded),
    values: valuesTree,
    mesh: mesh.value === undefined ? {} : requireObject(mesh),
    revision,
    parseYaml: parseDocument,
    parseProxyConfig: await proxyConfigParser(hints),
    clock: () => BigInt(Date.now()) * NANOS,
    ...(Object.values(decoded.templates).some((template) => REGEX_FUNCTION.test(template)) && {
      regex: await (await import('../model/regex-engine.js')).loadRegexEngine(),
    }),
    ...clusterFacts(store, valuesTree, cluster.istioNamespace),
  });
}

function requireObject({ value, name }: Found): Tree {
  if (!isObject(value)) throw new UserError('data', `${name}: an object was expected`);
  return value;
}

const WITHOUT_CLUSTER =
  'without a cluster: --injectConfigFile, --valuesFile and --meshConfigFile, or --offline for what install would set up';

const FILES = { config: 'injectConfigFile', values: 'valuesFile', mesh: 'meshConfigFile' } as const;

async function readFiles({ options }: Call): Promise<Partial<Parts>> {
  const read = async (option: string): Promise<Found | undefined> => {
    const file = text(options, option);
    return file ? parse(await readText(file), file) : undefined;
  };
  const configFile = text(options, FILES.config);
  const [config, values, mesh] = await Promise.all([
    configFile ? readText(configFile).then((source) => configOf(source, configFile)) : undefined,
    read(FILES.values),
    read(FILES.mesh),
  ]);
  return { ...(config && { config }), ...(values && { values }), ...(mesh && { mesh }) };
}

/** A configuration, or the text of the sidecar's template by itself. */
function configOf(source: string, name: string): Found {
  const value = readable(source);
  const whole = isObject(value) && isObject(value['templates']) && Object.keys(value['templates']).length > 0;
  return { value: whole ? value : { templates: { sidecar: source } }, name };
}

function readable(source: string): unknown {
  try {
    return parseDocument(source);
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

function parse(source: string, name: string): Found {
  try {
    return { value: parseDocument(source), name };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new UserError('data', `${name}:${error.line}:${error.column}: not readable as YAML: ${error.message}`);
  }
}

async function readStore({ options, io }: Call): Promise<Store> {
  const cluster = clusterOptions(options);
  const kinds = ['ConfigMap', 'ProxyConfig', 'Namespace', 'Node'] as const;
  const loaded = await loadCluster({ ...cluster, kinds }, io.stdin).catch((error: unknown) => {
    // Who has no cluster at hand has other ways.
    if (!(error instanceof UserError) || cluster.snapshot) throw error;
    throw new UserError(error.kind, error.message, `${error.hint ? `${error.hint}\n` : ''}${WITHOUT_CLUSTER}`);
  });
  rejectLoadProblems(loaded.problems);
  return buildStore(loaded.resources);
}

/** ConfigMaps of the control plane that hold each part, and its key. */
const MAPS = {
  config: { name: 'istio-sidecar-injector', key: 'config', option: 'injectConfigMapName' },
  values: { name: 'istio-sidecar-injector', key: 'values', option: 'injectConfigMapName' },
  mesh: { name: 'istio', key: 'mesh', option: 'meshConfigMapName' },
} as const;

function fromStore({ options }: Call, store: Store | undefined, part: keyof Parts): Found {
  const { istioNamespace } = clusterOptions(options);
  const { name, key, option } = MAPS[part];
  const revision = text(options, 'revision') ?? '';
  const wanted = text(options, option) || (revision === '' || revision === 'default' ? name : `${name}-${revision}`);
  const maps = (store?.list('ConfigMap') ?? []).filter((map) => map.metadata.namespace === istioNamespace);
  const found = maps.find((map) => map.metadata.name === wanted);
  const source = found?.body.data?.[key];
  const place = `ConfigMap ${wanted}.${istioNamespace}`;
  if (source !== undefined) return parse(source, `${place} data.${key}`);
  const near = maps.map((map) => map.metadata.name).filter((other) => other === name || other.startsWith(`${name}-`));
  const hint = near.length > 0 ? `there are ${near.join(', ')}: choose with --revision` : WITHOUT_CLUSTER;
  throw new UserError('data', found ? `${place}: key ${key} is missing` : `${place} is missing`, hint);
}

/** What an installation by this program would inject with. */
async function shippedParts({ options }: Call): Promise<Parts> {
  const [{ load }, configMaps, { meshConfig }, plans, { loadSchema }, { requireSchema }] = await Promise.all([
    import('../install/generated/injection.js'),
    import('../install/istiod/config-maps.js'),
    import('../install/istiod/mesh-config.js'),
    import('../install/values/plan.js'),
    import('../schema/catalogue.js'),
    import('./schema-choice.js'),
  ]);
  const revision = text(options, 'revision');
  const plan = plans.buildPlan(
    plans.mergeSpec({
      specs: [],
      sets: texts(options, 'set'),
      schema: await loadSchema(requireSchema('IstioOperator')),
      ...(revision && revision !== 'default' && { revision }),
    }),
  );
  const templates = {
    ...load(),
    ...(isObject(plan.values['sidecarInjectorWebhook'])
      ? (plan.values['sidecarInjectorWebhook']['templates'] ?? {})
      : {}),
  };
  return {
    config: { value: { templates }, name: 'the shipped configuration' },
    values: { value: configMaps.injectionValues(plan), name: 'the shipped values' },
    mesh: { value: meshConfig(plan), name: 'the shipped MeshConfig' },
  };
}
