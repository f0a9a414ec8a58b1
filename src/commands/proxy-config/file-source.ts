import { stat } from 'node:fs/promises';
import type { Call } from '../../cli/command.js';
import { UserError } from '../../model/errors.js';
import { readText } from '../../sources/files.js';
import { parseDocument, YamlError } from '../../sources/yaml-values.js';
import { DumpError } from '../../xds/dump/dump-error.js';
import { type AdminFile, readAdminText } from '../../xds/dump/recognize.js';
import type { ProxySource } from './source.js';
import type { Target } from './target.js';

/**
 * Reads files: one file with a config dump or an answer of /clusters, or any number of them with Kubernetes resources, which are
 * translated for the proxy that the target names.
 * @param beside whether a proxy may be named beside a dump
 * @throws DumpError or UserError when they can't be read
 */
export async function loadFileSource(
  call: Call,
  target: Target,
  beside: { readonly proxy: boolean },
): Promise<ProxySource> {
  const [file, ...others] = target.files;
  if (file === undefined || others.length > 0 || (await isDirectory(file))) return translated(call, target);
  const text = file === '-' ? await call.io.stdin() : await readText(file);
  const content = readAdminText(text, parseYamlDump);
  warnTruncated(content, file, call);
  if (content.kind !== 'resources' && !beside.proxy) refuseProxy(file, target, call);
  switch (content.kind) {
    case 'dump':
      return { name: file, dump: async () => content.dump, statuses: async () => undefined };
    case 'statuses':
      return { name: file, dump: noDump, statuses: async () => content.statuses };
    case 'resources':
      return translated({ ...call, io: { ...call.io, stdin: async () => text } }, target);
  }
}

/**
 * A dump is of one proxy already, so that a name beside it is a mistake. istioctl counts the arguments and says nothing to several.
 * @throws UserError (usage)
 */
function refuseProxy(file: string, target: Target, call: Call): void {
  if (target.proxy === undefined || call.args.length > 1) return;
  const message = `${file} is the dump of one proxy, so ${target.proxy} can't be chosen`;
  throw new UserError('usage', message, 'leave out the name or the file');
}

async function translated(call: Call, target: Target): Promise<ProxySource> {
  const { loadTranslatedSource } = await import('./translated-source.js');
  return loadTranslatedSource(call, target);
}

async function isDirectory(path: string): Promise<boolean> {
  if (path === '-') return false;
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false, // reading it will say what is wrong
  );
}

function parseYamlDump(text: string): unknown {
  try {
    return parseDocument(text);
  } catch (error) {
    if (error instanceof YamlError) throw new DumpError(`not readable as YAML: ${error.message}`);
    throw error;
  }
}

async function noDump(): Promise<never> {
  throw new UserError(
    'data',
    'the file holds endpoint statuses (/clusters), not a config dump',
    'fetch one with curl localhost:15000/config_dump, or use proxy-config endpoint',
  );
}

function warnTruncated(content: AdminFile, file: string, call: Call): void {
  if (content.kind === 'resources' || !content.truncated) return;
  const { kept, length } = content.truncated;
  call.io.err(
    `warning: ${file} is cut off after ${length} characters; what follows the last complete resource (at ${kept}) is missing\n`,
  );
}
