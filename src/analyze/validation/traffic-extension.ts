import type { TrafficExtensionSpec } from '../../model/kinds/traffic-extension.js';
import type { Violation } from '../types.js';
import { checkTrafficMatches, checkWasm } from './extension.js';
import type { Rules } from './index.js';
import { checkAttachment } from './target-refs.js';
import { error } from './violation.js';

/** Envoy takes an inline script up to this many bytes. */
const LUA_LIMIT = 65_536;

/** https://istio.io/latest/docs/reference/config/proxy_extensions/ */
export const trafficExtensionRules: Rules<'TrafficExtension'> = ({ body: { spec = {} } }): readonly Violation[] => [
  ...checkAttachment(spec),
  ...checkExtension(spec),
  ...checkTrafficMatches(spec.match ?? []),
];

function checkExtension({ wasm, lua }: TrafficExtensionSpec): readonly Violation[] {
  if (wasm && lua) return [error(['spec'], 'an extension is either wasm or lua, not both')];
  if (wasm) return checkWasm(wasm, ['spec', 'wasm']);
  if (!lua) return [error(['spec'], 'an extension needs wasm or lua')];
  const path = ['spec', 'lua', 'inlineCode'];
  if (!lua.inlineCode) return [error(path, 'lua needs inlineCode')];
  return new TextEncoder().encode(lua.inlineCode).length > LUA_LIMIT
    ? [error(path, `the Lua code is longer than ${LUA_LIMIT} bytes`)]
    : [];
}
