import { describe, expect, it } from 'vitest';
import { runCommand } from './command-run.js';

const CLUSTER = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod, namespace: istio-system, labels: {app: istiod, istio.io/rev: default}}
spec: {template: {spec: {containers: [{name: discovery, image: "hub/pilot:1.30.3"}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: istiod-revision-tag-prod, namespace: istio-system, labels: {istio.io/tag: prod, istio.io/rev: default}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio.io/rev: prod}}
---
apiVersion: v1
kind: Pod
metadata: {name: old, namespace: shop, annotations: {sidecar.istio.io/status: '{"revision":"default"}'}}
spec: {initContainers: [{name: istio-proxy, image: "hub/proxyv2:1.29.0", args: [proxy, sidecar]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: edge, namespace: shop, labels: {istio.io/rev: default}}
spec: {containers: [{name: istio-proxy, image: "hub/proxyv2:1.30.3", args: [proxy, router]}]}
`;

const run = (line: string) => runCommand(['revision', ...line.split(' '), '--snapshot', '-'], CLUSTER);

describe('revision', () => {
  it('lists', async () => {
    const { exit, out } = await run('list');
    expect(exit).toBe(0);
    const [titles, row, ...more] = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(titles).toEqual(['REVISION', 'TAGS', 'VERSION', 'ISTIOD', 'NAMESPACES', 'PODS', 'OUTDATED', 'GATEWAYS']);
    expect(row).toEqual(['default', 'prod', '1.30.3', '1', '1', '1', '1', '1']);
    expect(more).toEqual([]);
  });

  it('describes one by its name or a tag', async () => {
    const { out } = await run('describe default');
    expect((await run('describe prod')).out).toBe(out);
    expect(out).toMatch(/Control planes:\n {2}istiod\.istio-system {2}1 wanted {2}hub\/pilot:1\.30\.3\n/);
    expect(out).toMatch(/Gateways:\n {2}edge\.shop {2}1\.30\.3\n/);
    expect(out).toMatch(/new pods it injects:\n {2}shop\n/);
    expect(out).toMatch(/ {2}shop {2}1 {2}1 of another version/);
  });

  it('gives data', async () => {
    expect(JSON.parse((await run('list -o json')).out)).toMatchObject([{ name: 'default', tags: ['prod'] }]);
    expect((await run('describe prod -o yaml')).out).toMatch(/^name: default\n/);
  });

  it('says what there is in place of what there is not', async () => {
    const { exit, err } = await run('describe prd');
    expect(exit).toBe(1);
    expect(err).toContain('did you mean prod?');
  });
});
