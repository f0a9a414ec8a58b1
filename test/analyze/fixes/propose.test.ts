import { describe, expect, it } from 'vitest';
import { fixSources } from '../../../src/commands/analyze-fix.js';

/** What fixing makes of a text, or undefined where there is nothing to fix. */
async function fix(text: string): Promise<string | undefined> {
  const [fixed] = await fixSources([{ name: 'x.yaml', text }]);
  return fixed?.fixed.text;
}

const virtualService = (http: string, version = 'v1') => `apiVersion: networking.istio.io/${version}
kind: VirtualService
metadata: {name: a, namespace: b} # who
spec:
  hosts: [a]
  http:
${http}`;

const destinationRule = (policy: string) => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: a
spec:
  host: a
  trafficPolicy:
${policy}`;

const jwt = (field: string) => `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata:
  name: a
spec:
  jwtRules:
  - issuer: me
    ${field}: https://me.example/keys
`;

const ROUTE = '  - route: [{destination: {host: a}}]\n';

describe('what has one right answer', () => {
  it.each<[string, string, string]>([
    ['an old API version', virtualService(ROUTE, 'v1beta1'), virtualService(ROUTE)],
    ['an older API version', virtualService(ROUTE, 'v1alpha3'), virtualService(ROUTE)],
    [
      'a misspelled field',
      virtualService('  - rout: # where to\n    - destination: {host: a}\n'),
      virtualService('  - route: # where to\n    - destination: {host: a}\n'),
    ],
    [
      'misspelled fields below each other',
      virtualService('  - rout:\n    - destinaton: {hst: a}\n'),
      virtualService('  - route:\n    - destination: {host: a}\n'),
    ],
    [
      'snake case',
      virtualService(`${ROUTE}    retries: {attempts: 2, per_try_timeout: 1s}\n`),
      virtualService(`${ROUTE}    retries: {attempts: 2, perTryTimeout: 1s}\n`),
    ],
    [
      'mirrorPercent',
      virtualService(`${ROUTE}    mirror: {host: b}\n    mirrorPercent: 5 # a little\n`),
      virtualService(`${ROUTE}    mirror: {host: b}\n    mirrorPercentage:\n      value: 5 # a little\n`),
    ],
    [
      'mirror_percent',
      virtualService(`${ROUTE}    mirror: {host: b}\n    mirror_percent: 5\n`),
      virtualService(`${ROUTE}    mirror: {host: b}\n    mirrorPercentage:\n      value: 5\n`),
    ],
    [
      'percent of a delay',
      virtualService(`${ROUTE}    fault: {delay: {fixedDelay: 1s, percent: 5}}\n`),
      virtualService(`${ROUTE}    fault: {delay: {fixedDelay: 1s, percentage: {value: 5}}}\n`),
    ],
    [
      'allowOrigin',
      virtualService(`${ROUTE}    corsPolicy:\n      allowOrigin:\n      - "*"\n      - https://a # b\n`),
      virtualService(
        `${ROUTE}    corsPolicy:\n      allowOrigins:\n      - exact: "*"\n      - exact: https://a # b\n`,
      ),
    ],
    [
      'minimumRingSize',
      destinationRule(
        '    loadBalancer:\n      consistentHash:\n        useSourceIp: true\n        minimumRingSize: 9\n',
      ),
      destinationRule(
        '    loadBalancer:\n      consistentHash:\n        useSourceIp: true\n        ringHash:\n          minimumRingSize: 9\n',
      ),
    ],
    [
      'LEAST_CONN',
      destinationRule('    loadBalancer: {simple: LEAST_CONN}\n'),
      destinationRule('    loadBalancer: {simple: LEAST_REQUEST}\n'),
    ],
    [
      'an enum in another case',
      destinationRule('    tls: {mode: "istio_mutual"}\n'),
      destinationRule('    tls: {mode: "ISTIO_MUTUAL"}\n'),
    ],
    ['jwks_uri', jwt('jwks_uri'), jwt('jwksUri')],
    [
      'JSON',
      '{"apiVersion":"networking.istio.io/v1beta1","kind":"Gateway","metadata":{"name":"a"},\n "spec":{"selektor":{"x":"y"}}}',
      '{"apiVersion":"networking.istio.io/v1","kind":"Gateway","metadata":{"name":"a"},\n "spec":{"selector":{"x":"y"}}}',
    ],
  ])('is found for %s', async (_name, before, after) => {
    expect(await fix(before)).toBe(after);
    expect(await fix(after)).toBeUndefined();
  });

  it('is found in every document and item, and the rest stays as it is', async () => {
    const other = '\r\n# a service\r\napiVersion: v1\r\nkind: Service\r\nmetadata: { name:   s }\r\n';
    const list = (field: string) =>
      `apiVersion: v1\nkind: List\nitems:\n- ${destinationRule(`    loadBalancr: {}\n`.replace('loadBalancr', field)).replaceAll('\n', '\n  ')}`;
    const text = (version: string, field: string) =>
      `---${other}--- # two\n${virtualService(ROUTE, version)}---\n${list(field)}\n...\n`;
    expect(await fix(text('v1beta1', 'loadBalancr'))).toBe(text('v1', 'loadBalancer'));
  });
});

describe('what has none', () => {
  it.each<[string, string]>([
    ['a field like no other', virtualService(`${ROUTE}    zzzzzzzzz: 1\n`)],
    ['a name whose type does not fit', virtualService(`${ROUTE}    timeot: [1]\n`)],
    ['a name that is there already', virtualService(`${ROUTE}    timeout: 1s\n    timeot: 2s\n`)],
    ['an enum value that is another word', destinationRule('    tls: {mode: SIMPEL}\n')],
    [
      'an old field beside the new one',
      virtualService(`${ROUTE}    mirror: {host: b}\n    mirrorPercent: 5\n    mirrorPercentage: {value: 6}\n`),
    ],
    ['a field whose successor means something else', destinationRule('    outlierDetection: {consecutiveErrors: 3}\n')],
    ['kinds of others', 'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata:\n  name: a\n'],
    ['text that is no YAML', 'a: "b\n'],
    ['nothing', ''],
  ])('is left alone: %s', async (_name, text) => {
    expect(await fix(text)).toBeUndefined();
  });
});
