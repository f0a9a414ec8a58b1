import type { JsonMessage } from './json.js';
import type { Snapshot } from './snapshot.js';

/** Facts about the proxy that a bootstrap names. */
export interface BootstrapProxy {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'sidecar' | 'router';
  readonly ip: string;
}

/** A bootstrap, and what had to be left out of it. */
export interface Bootstrap {
  readonly bootstrap: JsonMessage;
  readonly notes: readonly string[];
}

/** A complete bootstrap that a stock Envoy loads, from a snapshot. */
export function buildBootstrap(_snapshot: Snapshot, _proxy: BootstrapProxy): Bootstrap {
  return { bootstrap: {}, notes: [] };
}
