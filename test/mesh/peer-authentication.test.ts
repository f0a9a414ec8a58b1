import { describe, expect, it } from 'vitest';
import { meshOf } from './input.js';

function policy(name: string, namespace: string, spec: string, created = '2026-01-01T00:00:00Z'): string {
  return `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: ${name}, namespace: ${namespace}, creationTimestamp: ${created}}
spec: ${spec}`;
}
const STRICT = '{mtls: {mode: STRICT}}';
const DISABLE = '{mtls: {mode: DISABLE}}';
const UNSET = '{mtls: {mode: UNSET}}';

function mode(documents: readonly string[], port?: number): string {
  return meshOf(documents).peerAuthentications.mtlsMode('ns', { app: 'a' }, port);
}

describe('mutual TLS mode of a workload', () => {
  it.each<[string, readonly string[], number | undefined, string]>([
    ['is permissive by default', [], undefined, 'permissive'],
    ["is the mesh's", [policy('m', 'istio-system', STRICT)], undefined, 'strict'],
    [
      "is the namespace's first",
      [policy('m', 'istio-system', STRICT), policy('wide', 'ns', DISABLE)],
      undefined,
      'disable',
    ],
    ['inherits through unset', [policy('m', 'istio-system', STRICT), policy('wide', 'ns', UNSET)], undefined, 'strict'],
    [
      'is that of the oldest of equals',
      [policy('a', 'ns', STRICT, '2026-02-01T00:00:00Z'), policy('b', 'ns', DISABLE)],
      undefined,
      'disable',
    ],
    [
      "is the workload's own before all",
      [policy('wide', 'ns', STRICT), policy('w', 'ns', '{selector: {matchLabels: {app: a}}, mtls: {mode: DISABLE}}')],
      undefined,
      'disable',
    ],
    [
      'leaves other workloads alone',
      [policy('w', 'ns', '{selector: {matchLabels: {app: b}}, mtls: {mode: STRICT}}')],
      undefined,
      'permissive',
    ],
    [
      'is not decided by selectors of the root namespace',
      [policy('w', 'istio-system', '{selector: {matchLabels: {app: a}}, mtls: {mode: STRICT}}')],
      undefined,
      'permissive',
    ],
    [
      'may differ by port',
      [policy('w', 'ns', '{selector: {matchLabels: {app: a}}, portLevelMtls: {8080: {mode: STRICT}}}')],
      8080,
      'strict',
    ],
    [
      'of an unset port is that of the workload',
      [
        policy('wide', 'ns', STRICT),
        policy('w', 'ns', '{selector: {matchLabels: {app: a}}, portLevelMtls: {8080: {mode: UNSET}}}'),
      ],
      8080,
      'strict',
    ],
  ])('%s', (_, documents, port, expected) => {
    expect(mode(documents, port)).toBe(expected);
  });
});
