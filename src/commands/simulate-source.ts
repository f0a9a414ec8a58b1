import type { Call, Outcome } from '../cli/command.js';
import { flag, text } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import type { OriginsOf } from '../print/simulate.js';
import { printable } from '../print/terminal.js';
import { messageField, stringField } from '../simulate/match/strings.js';
import { readText } from '../sources/files.js';
import { translateProxy } from '../translate/index.js';
import { buildSharedState } from '../translate/translation.js';
import { DumpError } from '../xds/dump/dump-error.js';
import { checkFollowed } from '../xds/dump/followed-shapes.js';
import { asJson } from '../xds/json.js';
import type { Snapshot } from '../xds/snapshot.js';
import { printDiagnostics } from './diagnostics.js';
import { loadMesh, meshInput } from './mesh-input.js';
import { originsOf as placesOf } from './origins.js';
import { chooseProxy } from './proxy-choice.js';
import { withSource } from './proxy-config/source.js';
import type { SimulatedProxy } from './simulation.js';

/**
 * Opens the proxy that a request goes through: translated from files or from the cluster, or as an Envoy has it (a dump, an admin
 * address, a pod with --live).
 */
export async function openSimulatedProxy(
  call: Call,
  files: readonly string[],
  use: (proxy: SimulatedProxy, originsOf: OriginsOf) => Promise<Outcome>,
): Promise<Outcome> {
  const from = text(call.options, 'from');
  const [file] = files;
  const stdin = file === '-' ? await call.io.stdin() : undefined;
  const kept: Call = stdin === undefined ? call : { ...call, io: { ...call.io, stdin: async () => stdin } };
  if (await isLive(kept, files)) {
    return withSource(
      { ...kept, args: from === undefined ? [] : [from] },
      async (source) => {
        const { snapshot } = await source.dump({ endpoints: true });
        checkFollowed(snapshot);
        return use({ name: from ?? source.name, snapshot }, ownersOf);
      },
      { proxy: true },
    );
  }
  const input = await meshInput({ ...kept, options: { ...kept.options, filename: files } });
  const { mesh, diagnostics } = await loadMesh(input, kept.io.stdin);
  printDiagnostics(diagnostics, call.io);
  const [only, second] = mesh.proxies;
  if (from === undefined && second) throw new UserError('usage', '--from is missing', NO_PROXY);
  const proxy = from === undefined && only ? only : chooseProxy(mesh.proxies, from ?? '', input.namespace);
  const shared = buildSharedState();
  const translate = (one: typeof proxy) => checked(translateProxy(mesh, one, shared));
  const origin = placesOf(shared.provenance);
  const inMesh = { mesh, proxy, translate };
  return use({ name: `${proxy.name}.${proxy.namespace}`, snapshot: translate(proxy), inMesh }, origin);
}

/** On a dump there are no files, but istiod leaves in the metadata which resource it was: `VirtualService reviews.shop`. */
function ownersOf(object: object): readonly string[] {
  const config = messageField(messageField(messageField(asJson(object), 'metadata'), 'filterMetadata'), 'istio');
  const path = stringField(config, 'config');
  const [, namespace, kind, name] = /\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path ?? '') ?? [];
  if (kind === undefined) return [];
  const words = kind.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  return [`${words} ${name}.${namespace}`];
}

const NO_PROXY = 'name the proxy that the request goes through as [TYPE/]NAME[.NAMESPACE]';

/**
 * The snapshot as it is; an EnvoyFilter may have put anything in.
 * @throws UserError (data) for what nobody can follow
 */
export function checked(snapshot: Snapshot): Snapshot {
  try {
    checkFollowed(snapshot);
    return snapshot;
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    throw new UserError('data', `the translation is nothing that Envoy takes: ${printable(error.message)}`, error.hint);
  }
}

/** Whether an Envoy is asked what it has, or a file that holds that. */
async function isLive(call: Call, files: readonly string[]): Promise<boolean> {
  if (text(call.options, 'admin') !== undefined || flag(call.options, 'live')) {
    if (files.length > 0) throw new UserError('usage', '--admin and --live ask an Envoy: -f has no place beside them');
    return true;
  }
  const [file, second] = files;
  if (file === undefined || second !== undefined) return false;
  // Reading a directory fails here; reading it as resources says what is wrong, if anything.
  const content = file === '-' ? await call.io.stdin() : await readText(file).catch(() => '');
  return /\benvoy\.admin\.v3\.\w+ConfigDump\b/.test(content);
}
