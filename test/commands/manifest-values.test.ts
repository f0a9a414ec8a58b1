import { describe, expect, it } from 'vitest';
import { AMBIENT, generate, generateSpec, names, object, one } from './manifest-run.js';

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
    const objects = await generateSpec({
      ...AMBIENT,
      components: { ...AMBIENT.components, ztunnel: { enabled: true, hub: 'mine', tag: 'x' } },
    });
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
    const objects = await generateSpec(AMBIENT, 'values.global.networkPolicy.enabled=true');
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

describe('what a control plane may', () => {
  const rulesOf = async (name: string, ...sets: string[]) =>
    JSON.stringify(one(await generate(MINIMAL, ...sets), 'ClusterRole', `${name}-istio-system`)['rules']);

  const cases: readonly (readonly [string, string])[] = [
    ['values.global.istiod.enableAnalysis=true', '"virtualservices/status"'],
    ['values.pilot.taint.enabled=true', '{"apiGroups":[""],"resources":["nodes"],"verbs":["patch"]}'],
    ['values.pilot.env.EXTERNAL_CA=ISTIOD_RA_KUBERNETES_API', '"certificatesigningrequests/approval"'],
    ['values.pilot.env.ENABLE_CLUSTER_TRUST_BUNDLE_API=true', '"clustertrustbundles"'],
    [
      'values.pilot.env.MCS_API_GROUP=mcs.example.com',
      '"apiGroups":["mcs.example.com"],"resources":["serviceexports"]',
    ],
  ];
  it.each(cases)('with %s', async (set, rule) => {
    expect(await rulesOf('istiod-clusterrole')).not.toContain(rule);
    expect(await rulesOf('istiod-clusterrole', set)).toContain(rule);
  });

  it('signers by name', async () => {
    const sets = ['values.global.pilotCertProvider=k8s.io/a.b', 'values.global.certSigners[0]=a.b/c'];
    expect(await rulesOf('istiod-clusterrole', ...sets)).toContain('"resourceNames":["a.b/c"]');
  });

  it('nothing for gateways that it does not run', async () => {
    const off = 'values.pilot.env.PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER=false';
    expect(names(await generate(MINIMAL, off)).join()).not.toContain('istiod-gateway-controller');
  });

  it('webhooks, in a cluster whose control plane is elsewhere', async () => {
    expect(await rulesOf('istio-reader-clusterrole', 'values.profile=remote')).toContain(
      '"mutatingwebhookconfigurations"',
    );
    expect(await rulesOf('istio-reader-clusterrole')).not.toContain('"mutatingwebhookconfigurations"');
    const config = names(await generate(MINIMAL, 'values.profile=remote', 'values.global.configCluster=true'));
    expect(config).toContain('ServiceAccount istiod');
    expect(config).toContain('ValidatingWebhookConfiguration istio-validator-istio-system');
    expect(config).not.toContain('Deployment istiod');
  });
});

describe('what is left to others', () => {
  it('webhooks of a control plane that is elsewhere have its address and certificate', async () => {
    const sets = ['values.istiodRemote.injectionPath=/inject/net/n', 'values.istiodRemote.injectionCABundle=QQ=='];
    const injector = one(await generate(MINIMAL, ...sets), 'MutatingWebhookConfiguration', 'istio-sidecar-injector');
    expect(JSON.stringify(injector)).toContain('"path":"/inject/net/n","port":443},"caBundle":"QQ=="');
    const url = 'values.base.validationURL=https://example.com/validate';
    const objects = await generate(MINIMAL, url, 'values.base.validationCABundle=QQ==');
    expect(JSON.stringify(one(objects, 'ValidatingWebhookConfiguration', 'istio-validator-istio-system'))).toContain(
      '"clientConfig":{"url":"https://example.com/validate","caBundle":"QQ=="}',
    );
  });

  it('definitions of kinds', async () => {
    const definitions = async (set: string) =>
      (await generate(MINIMAL, set)).filter(({ kind }) => kind === 'CustomResourceDefinition').length;
    expect(await definitions('values.base.enableIstioConfigCRDs=false')).toBe(0);
    expect(await definitions('values.base.excludedCRDs[0]=gateways.networking.istio.io')).toBe(14);
  });

  it('what is of the cluster, or of namespaces', async () => {
    const wide = await generate(MINIMAL, 'values.global.resourceScope=cluster');
    expect(wide.filter(({ metadata }) => metadata.namespace !== undefined)).toEqual([]);
    const narrow = await generate(MINIMAL, 'values.global.resourceScope=namespace');
    expect(narrow.filter(({ metadata }) => metadata.namespace === undefined)).toEqual([]);
    expect(wide.length + narrow.length).toBe(33);
  });
});

describe('a control plane', () => {
  it('has defaults for the gateways of a class', async () => {
    const deployment = { spec: { replicas: 3 } };
    const spec = { profile: 'minimal', revision: 'a', values: { gatewayClasses: { istio: { deployment } } } };
    const map = one(await generateSpec(spec), 'ConfigMap', 'istio-a-gatewayclass-istio');
    expect(map).toMatchObject({
      metadata: { labels: { 'gateway.istio.io/defaults-for-class': 'istio' } },
      data: { deployment: 'spec:\n  replicas: 3\n' },
    });
  });

  it('is not scraped by annotation unless metrics are merged', async () => {
    const objects = await generate(MINIMAL, 'meshConfig.enablePrometheusMerge=false');
    expect(JSON.stringify(one(objects, 'Deployment', 'istiod'))).not.toContain('prometheus.io');
  });

  it('is not scaled between nothing and nothing', async () => {
    const found = names(await generate(MINIMAL, 'values.pilot.autoscaleMin=0'));
    expect(found).not.toContain('HorizontalPodAutoscaler istiod');
  });
});
