import { describe, expect, it } from 'vitest';
import { fixSources } from '../../../src/commands/analyze-fix.js';
import { runInMemory } from '../../commands/proxy-config/memory-io.js';

const MESH = `apiVersion: v1
kind: Service
metadata: {name: a, namespace: shop}
spec: {ports: [{name: http, port: 80}], selector: {app: a}}
---
apiVersion: v1
kind: Service
metadata: {name: b, namespace: shop}
spec: {ports: [{name: http, port: 80}], selector: {app: b}}
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop, labels: {app: a}}
spec: {containers: [{name: istio-proxy, image: proxyv2}]}
status: {phase: Running, podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}]}
---
`;

const virtualService = (rule: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: v, namespace: shop}
spec:
  hosts: [a]
  http:
  - route: [{destination: {host: a}}]
${rule.replace(/^/gm, '    ')}
`;

const destinationRule = (policy: string) => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: d, namespace: shop}
spec:
  host: a
  trafficPolicy:
${policy.replace(/^/gm, '    ')}
`;

/** What a mesh with this text makes, with fractions as numbers: 5 of 100 is 50000 of a million. */
async function translate(text: string): Promise<string> {
  const { exit, stdout, stderr } = await runInMemory(['translate', '-f', '-', '-o', 'json'], MESH + text);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const units: Readonly<Record<string, number>> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };
  return stdout.replace(/\{"numerator":(\d+)(?:,"denominator":"([A-Z_]+)")?\}/g, (_, part, unit) =>
    String(Number(part) / (units[unit ?? 'HUNDRED'] ?? 1)),
  );
}

describe('the new spelling of a deprecated field', () => {
  it.each<[string, string, string]>([
    ['mirrorPercent', virtualService('mirror: {host: b}\nmirrorPercent: 5'), '"runtimeFraction"'],
    ['mirror_percent', virtualService('mirror: {host: b}\nmirror_percent: 5'), '"runtimeFraction"'],
    ['percent of a delay', virtualService('fault:\n  delay: {fixedDelay: 1s, percent: 5}'), '"fixedDelay"'],
    ['allowOrigin', virtualService('corsPolicy:\n  allowOrigin: ["*", https://a.example]'), '"allowOriginStringMatch"'],
    ['allowOrigin without any', virtualService('corsPolicy:\n  allowOrigin: []'), 'virtualHosts'],
    [
      'minimumRingSize',
      destinationRule('loadBalancer:\n  consistentHash:\n    useSourceIp: true\n    minimumRingSize: 9'),
      '"minimumRingSize"',
    ],
    ['LEAST_CONN', destinationRule('loadBalancer: {simple: LEAST_CONN}'), 'LEAST_REQUEST'],
  ])('means the same: %s', async (_name, text, expected) => {
    const [fixed] = await fixSources([{ name: '-', text }]);
    const before = await translate(text);
    expect(before.includes(expected)).toBe(true);
    expect(fixed).toBeDefined();
    // Of texts of this length the difference would be no help.
    expect((await translate(fixed?.fixed.text ?? '')) === before).toBe(true);
  });

  it.each([
    ['mirrorPercent', virtualService('mirror: {host: b}\nmirrorPercent: 0')],
    ['percent of a delay', virtualService('fault:\n  delay: {fixedDelay: 1s, percent: 0}')],
    ['minimumRingSize', destinationRule('loadBalancer: {consistentHash: {useSourceIp: true, minimumRingSize: 0}}')],
  ])('is not taken for a %s of 0', async (_name, text) => {
    expect(await fixSources([{ name: '-', text }])).toEqual([]);
  });
});
