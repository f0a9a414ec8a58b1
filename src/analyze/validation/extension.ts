import type { WasmPluginSpec } from '../../model/kinds/wasm-plugin.js';
import type { Path } from '../../model/resource.js';
import { hostOfUrl } from '../facts/go-url.js';
import type { Violation } from '../types.js';
import { isPort } from './syntax.js';
import { error } from './violation.js';

type Wasm = Pick<WasmPluginSpec, 'url' | 'sha256' | 'imagePullSecret' | 'pluginName' | 'vmConfig'>;
type Matches = NonNullable<WasmPluginSpec['match']>;
type Variables = NonNullable<NonNullable<WasmPluginSpec['vmConfig']>['env']>;

/** Where modules are fetched from; no scheme is an image, as with oci. */
const SCHEMES = new Set(['', 'file', 'http', 'https', 'oci']);

/** A Wasm module: where it is, how it is checked and run. WasmPlugin and TrafficExtension share it. */
export function checkWasm(wasm: Wasm, path: Path): readonly Violation[] {
  const { url, sha256, imagePullSecret = '', pluginName = '', vmConfig } = wasm;
  return [
    ...checkUrl(url, [...path, 'url']),
    ...(sha256 ? checkDigest(sha256, [...path, 'sha256']) : []),
    ...checkLength(imagePullSecret, 253, [...path, 'imagePullSecret']),
    ...checkLength(pluginName, 256, [...path, 'pluginName']),
    ...checkVariables(vmConfig?.env ?? [], [...path, 'vmConfig', 'env']),
  ];
}

function checkUrl(url: string | undefined, path: Path): readonly Violation[] {
  if (!url) return [error(path, 'url is missing: say where the module is')];
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1]?.toLowerCase() ?? '';
  const isWhole = (scheme !== '' || url.startsWith('/')) && hostOfUrl(url) !== undefined;
  if (!isWhole) {
    // A host and a path alone are taken for those of an image, whatever stands before a colon in them.
    return hostOfUrl(`http://${url}`) === undefined ? [error(path, 'url is no URL, and no name of an image')] : [];
  }
  if (SCHEMES.has(scheme)) return [];
  const text = `url has scheme ${JSON.stringify(scheme)}; take oci, http, https or file, as in oci://host:5000/image`;
  return [error(path, text)];
}

function checkDigest(digest: string, path: Path): readonly Violation[] {
  return /^[a-f0-9]{64}$/.test(digest) ? [] : [error(path, 'sha256 is not 64 hexadecimal digits in lower case')];
}

function checkLength(text: string, limit: number, path: Path): readonly Violation[] {
  return text.length > limit ? [error(path, `${path.at(-1)} is longer than ${limit} characters`)] : [];
}

/** The first thing that is wrong, as the webhook tells it. */
function checkVariables(variables: Variables, path: Path): readonly Violation[] {
  const seen = new Set<string>();
  for (const [i, { name = '', value, valueFrom = 'INLINE' }] of variables.entries()) {
    const place = [...path, i, 'name'];
    if (name === '') return [error(place, 'a variable in vmConfig.env has no name')];
    const long = checkLength(name, 256, place);
    if (long.length > 0) return long;
    if (seen.has(name)) return [error(place, 'two variables in vmConfig.env have one name')];
    seen.add(name);
    if (valueFrom !== 'INLINE' && value) {
      return [error([...path, i, 'value'], 'a variable has a value, which only valueFrom INLINE reads')];
    }
  }
  return [];
}

/** Which traffic an extension sees: the first port that is none. */
export function checkTrafficMatches(matches: Matches): readonly Violation[] {
  return matches
    .flatMap(({ ports = [] }, i) =>
      ports.flatMap(({ number = 0 }, j) =>
        isPort(number)
          ? []
          : [error(['spec', 'match', i, 'ports', j], `match ${i}, port ${j}: ${number} is not within 1..65535`)],
      ),
    )
    .slice(0, 1);
}
