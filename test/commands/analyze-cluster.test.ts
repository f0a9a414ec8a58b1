import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/commands/analyze-cluster.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';

const forbidden = (kind: string): Diagnostic => ({
  code: 'cluster-kind-forbidden',
  severity: 'warning',
  args: { kind, user: 'u' },
});
const partial = (kind: string): Diagnostic => ({ ...forbidden(kind), code: 'cluster-kind-partial' });

describe('what a user may see of a cluster', () => {
  it.each<[string, Diagnostic[], boolean, string[]]>([
    ['everything', [], true, []],
    ['all but Secrets', [forbidden('secrets')], true, ['Secret']],
    [
      'some webhooks',
      [partial('mutatingwebhookconfigurations.admissionregistration.k8s.io')],
      true,
      ['MutatingWebhookConfiguration'],
    ],
    ['the Gateways of Istio, not those of Kubernetes', [forbidden('gateways.gateway.networking.k8s.io')], true, []],
    ['pods of one namespace', [partial('pods'), forbidden('secrets')], false, []],
    ['no namespaces', [forbidden('namespaces')], false, []],
    ['everything, with other problems', [{ code: 'other', severity: 'warning', args: { kind: 'pods' } }], true, []],
  ])('%s', (_, diagnostics, complete, hidden) => {
    expect(viewOf(diagnostics)).toEqual({ complete, hidden: new Set(hidden) });
  });
});
