import type { Violation } from '../types.js';
import { checkTrafficMatches, checkWasm } from './extension.js';
import type { Rules } from './index.js';
import { checkAttachment } from './target-refs.js';

/** https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/ */
export const wasmPluginRules: Rules<'WasmPlugin'> = ({ body: { spec = {} } }): readonly Violation[] => [
  ...checkAttachment(spec),
  ...checkWasm(spec, ['spec']),
  ...checkTrafficMatches(spec.match ?? []),
];
