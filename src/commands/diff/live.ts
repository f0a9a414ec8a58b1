import type { Call } from '../../cli/command.js';
import { text, texts } from '../../cli/options.js';
import type { MeshProxy } from '../../mesh/types.js';
import { UserError } from '../../model/errors.js';
import type { OriginsOfChange } from '../../print/diff/index.js';
import { buildBootstrap } from '../../xds/bootstrap.js';
import {
  compareProxies,
  type DiffReport,
  proxyOfNode,
  resourcesOfBootstrap,
  type Served,
  servedResources,
} from '../../xds/diff/index.js';
import type { Snapshot } from '../../xds/snapshot.js';
import { meshInput } from '../mesh-input.js';
import { withSource } from '../proxy-config/source.js';
import { translateOffline } from '../translation.js';
import { originsOfChanges } from './sides.js';

/** Compares what a proxy has (before) with what it would get (after). */
export async function compareLive(
  call: Call,
): Promise<{ readonly report: DiffReport; readonly originsOf: OriginsOfChange }> {
  const { options, io } = call;
  for (const name of ['base', 'head', 'proxy']) {
    if (options[name] !== undefined) throw new UserError('usage', `--${name} has no place beside --live`);
  }
  const { served: found, missing, name } = await readDump(call);
  const { proxy, snapshot, provenance } = await translateOffline(await meshInput(call), name, call);
  const { types, fromBootstrap, snapshot: served } = found;
  if (missing.length > 0) io.err(`note: the dump has no ${missing.join(', ')}: they aren't compared\n`);
  const expected = fromBootstrap ? asBootstrapped(snapshot, proxy) : snapshot;
  const side = (value: Snapshot) => [{ name: `${proxy.name}.${proxy.namespace}`, snapshot: () => value }];
  const report = compareProxies(side(served), side(expected), types);
  return { report, originsOf: originsOfChanges(undefined, fromBootstrap ? undefined : provenance) };
}

interface NamedDump {
  readonly served: Served;
  /** What the dump has no section of. */
  readonly missing: readonly string[];
  /** The proxy that was named, or that the dump names itself. */
  readonly name: string | undefined;
}

/** The dump of a file, of an admin address, or of a pod. Where the resources come from is another question. */
async function readDump(call: Call): Promise<NamedDump> {
  const { live, snapshot: _, filename: __, ...options } = call.options;
  const asked = typeof live === 'string' ? live : undefined;
  if (texts(options, 'file').length > 1) throw new UserError('usage', '--file takes one dump');
  if (asked === undefined && texts(options, 'file').length === 0 && text(options, 'admin') === undefined) {
    throw new UserError('usage', 'a proxy is missing', 'name one after --live, or its dump with --file');
  }
  let found: NamedDump | undefined;
  await withSource(
    { ...call, args: asked === undefined ? [] : [asked], options },
    async (source) => {
      const dump = await source.dump({ endpoints: true });
      const served = servedResources(dump);
      // Decoded here, where it is told what is wrong with a dump.
      const decoded = { ...served, snapshot: { ...served.snapshot } };
      const missing = (['listeners', 'routes', 'clusters', 'endpoints'] as const).filter((type) => !dump.has(type));
      found = { served: decoded, missing, name: asked ?? proxyOfNode(dump.bootstrap) };
      return 'ok';
    },
    { proxy: true },
  );
  if (!found) throw new Error('no source was opened');
  return found;
}

/** What an Envoy has that runs on the bootstrap of the snapshot, as `translate -o envoy` prints it. */
function asBootstrapped(snapshot: Snapshot, proxy: MeshProxy): Snapshot {
  const { bootstrap } = buildBootstrap(snapshot, { ...proxy, ip: proxy.ips[0] ?? '127.0.0.1' });
  return resourcesOfBootstrap(bootstrap);
}
