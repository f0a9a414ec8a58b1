import { describe, expect, it } from 'vitest';
import { networkingAnalyzers } from '../../../src/analyze/analyzers/networking/index.js';
import { analyze, findings } from '../harness.js';
import { join, pod } from './documents.js';

function only(name: string) {
  return networkingAnalyzers.filter((analyzer) => analyzer.name === name);
}

describe('selectors of policies', () => {
  const analyzers = only('k8sgateway.SelectorAnalyzer');
  const gatewayPod = pod('g', 'app: g, gateway.networking.k8s.io/gateway-name: edge');
  const policy = (apiVersion: string, kind: string, spec: string, name = 'ns') =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: p, namespace: ${name}}\nspec: ${spec}\n`;
  const authorization = (spec: string, name = 'ns') =>
    policy('security.istio.io/v1', 'AuthorizationPolicy', spec, name);
  const selector = '{selector: {matchLabels: {app: g}}}';
  const found = (...documents: readonly string[]) => findings(analyzers, join(...documents), { complete: true });
  const at = (kind: string) => [`IST0166 ${kind} ns/p spec.selector`];

  it.each([
    ['of a gateway', [gatewayPod, authorization(selector)], at('AuthorizationPolicy')],
    [
      'of RequestAuthentication',
      [gatewayPod, policy('security.istio.io/v1', 'RequestAuthentication', selector)],
      at('RequestAuthentication'),
    ],
    ['of Telemetry', [gatewayPod, policy('telemetry.istio.io/v1', 'Telemetry', selector)], at('Telemetry')],
    ['of WasmPlugin', [gatewayPod, policy('extensions.istio.io/v1alpha1', 'WasmPlugin', selector)], at('WasmPlugin')],
    ['of other pods', [pod('p', 'app: g'), authorization(selector)], []],
    ['of a gateway elsewhere', [gatewayPod, authorization(selector, 'other')], []],
    ['without labels', [gatewayPod, authorization('{selector: {}}')], at('AuthorizationPolicy')],
    ['none', [gatewayPod, authorization('{}')], []],
    [
      'beside targetRefs',
      [
        gatewayPod,
        authorization(
          '{selector: {matchLabels: {app: g}}, targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: edge}]}',
        ),
      ],
      [],
    ],
  ])('%s', (_, documents, expected) => {
    expect(found(...documents)).toEqual(expected);
  });
});

describe('definitions of the Gateway API', () => {
  const analyzers = only('k8sgateway.CRDVersionAnalyzer');
  const found = (plural: string, version: string) =>
    analyze(
      analyzers,
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${plural}.gateway.networking.k8s.io, annotations: {gateway.networking.k8s.io/bundle-version: "${version}"}}\nspec: {group: gateway.networking.k8s.io}\n`,
    ).map(({ args }) => `${args['installed']} < ${args['minimum']}`);

  it.each([
    ['tlsroutes', 'v1.4.1', ['1.4.1 < 1.5.0']],
    ['tlsroutes', 'v1.5.0', []],
    ['tlsroutes', 'v1.5.0-rc.1', []],
    ['tlsroutes', '1.10.0', []],
    ['grpcroutes', 'v1.0.0', ['1.0.0 < 1.1.0']],
    ['grpcroutes', 'v1.1.0', []],
    ['backendtlspolicies', 'v1.3.0', ['1.3.0 < 1.4.0']],
    ['gateways', 'v0.8.0', []],
    ['tlsroutes', 'unknown', []],
  ])('%s %s', (plural, version, expected) => {
    expect(found(plural, version)).toEqual(expected);
  });
});

describe('conditions', () => {
  const analyzers = only('conditions.ConditionAnalyzer');
  const condition = (type: string, status: string, reason = 'R') =>
    `{type: ${type}, status: "${status}", reason: ${reason}, message: why}`;
  const object = (apiVersion: string, kind: string, status: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: ns}\nspec: {}\nstatus: ${status}\n`;
  const listed = (...list: readonly string[]) => `{conditions: [${list.join(', ')}]}`;
  const found = (text: string) => findings(analyzers, text, { complete: true });
  const at = (kind: string, path = 'status.conditions[0]') => [`IST0171 ${kind} ns/x ${path}`];
  const istio = 'networking.istio.io/v1';
  const gatewayApi = 'gateway.networking.k8s.io/v1';
  const policy = (status: string) => object('security.istio.io/v1', 'AuthorizationPolicy', status);

  it.each([
    ['Service', object('v1', 'Service', listed(condition('istio.io/WaypointBound', 'False'))), at('Service')],
    [
      'ServiceEntry',
      object(istio, 'ServiceEntry', listed(condition('istio.io/WaypointBound', 'False'))),
      at('ServiceEntry'),
    ],
    ['bound', object('v1', 'Service', listed(condition('istio.io/WaypointBound', 'True'))), []],
    ['another condition', object('v1', 'Service', listed(condition('Ready', 'False'))), []],
    ['AuthorizationPolicy', policy(listed(condition('ZtunnelAccepted', 'False'))), at('AuthorizationPolicy')],
    [
      'accepted in part',
      policy(listed(condition('WaypointAccepted', 'True', 'PartiallyInvalid'))),
      at('AuthorizationPolicy'),
    ],
    [
      'the second one',
      policy(listed(condition('A', 'True'), condition('WaypointAccepted', 'False'))),
      at('AuthorizationPolicy', 'status.conditions[1]'),
    ],
    ['Gateway', object(gatewayApi, 'Gateway', listed(condition('Programmed', 'False'))), at('Gateway')],
    ['Gateway of Istio', object(istio, 'Gateway', listed(condition('Programmed', 'False'))), []],
    [
      'HTTPRoute',
      object(gatewayApi, 'HTTPRoute', `{parents: [{conditions: [${condition('Accepted', 'False')}]}]}`),
      at('HTTPRoute', 'status.parents[0].conditions[0]'),
    ],
    ['nonsense', object('v1', 'Service', '{conditions: [null, 1, {type: 5}]}'), []],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('in files are old', () => {
    expect(findings(analyzers, policy(listed(condition('ZtunnelAccepted', 'False'))))).toEqual([]);
  });
});
