import { describe, expect, it } from 'vitest';
import { generate, generateSpec, names, object, one } from './manifest-run.js';

const MINIMAL = 'profile=minimal';

describe('which components there are', () => {
  it('one that is written is on, unless it says otherwise', async () => {
    const gateway = (entry: object) => generateSpec({ components: { ingressGateways: [{ name: 'mine', ...entry }] } });
    expect(names(await gateway({}))).toContain('Deployment mine');
    expect(names(await gateway({ enabled: false }))).not.toContain('Deployment mine');
  });

  it('values switch the plugin and gateways on, and the injector knows of the plugin', async () => {
    const objects = await generate(MINIMAL, 'values.cni.enabled=true');
    expect(names(objects)).toContain('DaemonSet istio-cni-node');
    expect(JSON.stringify(one(objects, 'ConfigMap', 'istio-sidecar-injector'))).toMatch(
      /\\"cni\\": ?\{[^}]*\\"enabled\\": ?true/,
    );
  });

  it('they have images of their own', async () => {
    const objects = await generateSpec({ profile: 'ambient', components: { ztunnel: { hub: 'mine', tag: 'x' } } });
    expect(JSON.stringify(one(objects, 'DaemonSet', 'ztunnel'))).toContain('"mine/ztunnel:x-distroless"');
    expect(JSON.stringify(one(objects, 'DaemonSet', 'istio-cni-node'))).not.toContain('mine/');
  });
});

describe('values', () => {
  it('null takes away what a profile or the defaults set', async () => {
    const spec = { profile: 'minimal', values: { pilot: { resources: null } } };
    expect(JSON.stringify(one(await generateSpec(spec), 'Deployment', 'istiod'))).toContain(
      '"resources":{"requests":{"cpu":"10m"}}',
    );
  });

  it('--set replaces one entry of a list that a file has, and appends behind its end', async () => {
    const spec = { profile: 'minimal', meshConfig: { discoverySelectors: [{ matchLabels: { a: 'b' } }] } };
    const objects = await generateSpec(spec, 'meshConfig.discoverySelectors[1].matchLabels.c=d');
    expect(JSON.stringify(one(objects, 'ConfigMap', 'istio'))).toMatch(/a: b.*c: d/);
  });

  it('a revision gives every object a name of its own', async () => {
    const found = names(await generate(MINIMAL, 'values.global.networkPolicy.enabled=true', 'revision=a'));
    expect(found).toContain('NetworkPolicy istiod-a');
    expect(found).toContain('Deployment istiod-a');
  });

  it('tags of the revision come with it', async () => {
    const objects = await generate(MINIMAL, 'revision=a', 'values.revisionTags[0]=prod');
    expect(one(objects, 'MutatingWebhookConfiguration', 'istio-revision-tag-prod').metadata.labels).toMatchObject({
      'istio.io/rev': 'a',
      'istio.io/tag': 'prod',
    });
    expect(names(objects)).toContain('Service istiod-revision-tag-prod');
  });

  it('the default revision validates what has none', async () => {
    const objects = await generate(MINIMAL, 'revision=a', 'values.defaultRevision=a');
    expect(JSON.stringify(one(objects, 'ValidatingWebhookConfiguration', 'istiod-default-validator'))).toContain(
      '"name":"istiod-a"',
    );
  });

  it('readers can be left out', async () => {
    const found = names(await generate(MINIMAL, 'values.global.enableReaderRBAC=false'));
    expect(found.filter((name) => name.includes('reader'))).toEqual([]);
  });

  it('network policies let in what is served', async () => {
    const objects = await generate('profile=ambient', 'values.global.networkPolicy.enabled=true');
    const ports = (name: string) => JSON.stringify(one(objects, 'NetworkPolicy', name)).match(/"port":\d+/g);
    expect(ports('istio-cni')).toEqual(['"port":15014', '"port":8000']);
    expect(ports('ztunnel')).toEqual(['"port":15020', '"port":15000', '"port":15006', '"port":15008']);
    expect(ports('istiod')).toContain('"port":15012');
  });

  it('further roots for keys are mounted', async () => {
    const objects = await generate(MINIMAL, 'values.pilot.jwksResolverExtraRootCA=PEM');
    expect(one(objects, 'ConfigMap', 'pilot-jwks-extra-cacerts')).toMatchObject({ data: { 'extra.pem': 'PEM' } });
  });
});

describe('the agent on nodes', () => {
  const cni = [MINIMAL, 'components.cni.enabled=true'];

  it('may do what its way to deal with broken pods needs', async () => {
    const rules = async (...sets: string[]) =>
      JSON.stringify(one(await generate(...cni, ...sets), 'ClusterRole', 'istio-cni-repair-role')['rules']);
    const other = 'values.cni.repair.repairPods=false';
    expect(await rules()).not.toContain('delete');
    expect(await rules(other, 'values.cni.repair.deletePods=true')).toContain('"delete"');
    expect(await rules(other, 'values.cni.repair.labelPods=true')).toContain('"pods/status"');
    const off = await generate(...cni, 'values.cni.repair.enabled=false');
    expect(object(off, 'ClusterRole', 'istio-cni-repair-role')).toBeUndefined();
  });

  it('lives in the network of its node when it is told so', async () => {
    const ambient = ['values.cni.ambient.enabled=true', 'values.cni.ambient.shareHostNetworkNamespace=true'];
    const spec = JSON.stringify(one(await generate(...cni, ...ambient), 'DaemonSet', 'istio-cni-node'));
    expect(spec).toContain('"hostNetwork":true,"dnsPolicy":"ClusterFirstWithHostNet"');
    expect(spec).not.toContain('ALLOW_SWITCH_TO_HOST_NS');
  });

  it('takes settings of its environment and pods', async () => {
    const sets = ['values.cni.env.A=b', 'values.global.logAsJson=true', 'values.cni.podLabels.x=y'];
    const objects = await generate(...cni, ...sets);
    const spec = JSON.stringify(one(objects, 'DaemonSet', 'istio-cni-node'));
    expect(spec).toContain('{"name":"A","value":"b"}');
    expect(spec).toContain('"--log_as_json"');
    expect(spec).toContain('"x":"y"');
    expect(one(objects, 'ConfigMap', 'istio-cni-config')).toMatchObject({ data: { A: 'b' } });
  });
});
