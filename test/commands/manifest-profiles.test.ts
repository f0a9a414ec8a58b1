import { describe, expect, it } from 'vitest';
import { AMBIENT, generate, generateSpec, names, object, one } from './manifest-run.js';

const OPENSHIFT = {
  components: { cni: { enabled: true, namespace: 'kube-system' } },
  values: { global: { platform: 'openshift' } },
};
const REMOTE = {
  components: { ingressGateways: [{ name: 'istio-ingressgateway', enabled: false }] },
  values: { profile: 'remote' },
};

describe('profiles', () => {
  const counts: readonly (readonly [string, number])[] = [
    ['minimal', 33],
    ['default', 39],
    ['demo', 42],
    ['preview', 39],
    ['stable', 41],
    ['empty', 0],
  ];
  it.each(counts)('%s has so many objects: %d', async (profile, count) => {
    expect(await generate(`profile=${profile}`)).toHaveLength(count);
  });

  it.each(['ambient', 'openshift', 'openshift-ambient', 'remote'])('%s is not supported yet', async (profile) => {
    await expect(generate(`profile=${profile}`)).rejects.toThrow(`profile ${profile} is not supported yet`);
  });

  it('one that does not exist is refused', async () => {
    await expect(generate('profile=nosuch')).rejects.toThrow(/there is no profile nosuch/);
    await expect(generate('values.profile=nosuch')).rejects.toThrow(/values.profile nosuch is not known/);
    await expect(generate('compatibilityVersion=1.1')).rejects.toThrow(/compatibilityVersion 1.1 is not known/);
  });

  it('values of ambient mode put a proxy on each node, and let the agent mark pods', async () => {
    const objects = await generateSpec(AMBIENT, 'tag=1');
    expect(objects).toHaveLength(44);
    expect(one(objects, 'DaemonSet', 'ztunnel')).toMatchObject({
      metadata: { namespace: 'istio-system' },
      spec: {
        selector: { matchLabels: { app: 'ztunnel' } },
        template: { spec: { containers: [{ name: 'istio-proxy', args: ['proxy', 'ztunnel'] }] } },
      },
    });
    expect(object(objects, 'ClusterRole', 'istio-cni-ambient')?.['rules']).toEqual([
      { apiGroups: [''], resources: ['pods/status'], verbs: ['patch', 'update'] },
      { apiGroups: ['apps'], resources: ['daemonsets'], resourceNames: ['istio-cni-node'], verbs: ['get'] },
    ]);
    expect(one(objects, 'ConfigMap', 'istio-cni-config')).toMatchObject({
      data: { AMBIENT_ENABLED: 'true', AMBIENT_DNS_CAPTURE: 'true', AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: 'true' },
    });
    const pilot = JSON.stringify(one(objects, 'Deployment', 'istiod'));
    expect(pilot).toMatch(/pilot:1-distroless/);
    expect(pilot).toContain('{"name":"PILOT_ENABLE_AMBIENT","value":"true"}');
  });

  it('the platform openshift attaches its network by name and sets no users', async () => {
    const objects = await generateSpec(OPENSHIFT);
    expect(objects).toHaveLength(47);
    expect(one(objects, 'NetworkAttachmentDefinition', 'istio-cni').metadata.namespace).toBe('default');
    expect(one(objects, 'DaemonSet', 'istio-cni-node').metadata.namespace).toBe('kube-system');
    expect(one(objects, 'ConfigMap', 'istio-cni-config')).toMatchObject({
      data: { CNI_CONF_NAME: 'istio-cni.conf', CHAINED_CNI_PLUGIN: 'false' },
    });
    expect(JSON.stringify(one(objects, 'ClusterRole', 'istio-cni'))).toContain('securitycontextconstraints');
    expect(JSON.stringify(one(objects, 'Deployment', 'istio-ingressgateway'))).not.toContain('"runAsUser"');
  });

  it('values of a remote cluster give no control plane, but who asks one', async () => {
    const found = names(await generateSpec(REMOTE));
    expect(found.filter((name) => !name.startsWith('CustomResourceDefinition'))).toEqual([
      'ServiceAccount istio-reader-service-account',
      'ClusterRole istio-reader-clusterrole-istio-system',
      'ClusterRoleBinding istio-reader-clusterrole-istio-system',
      'ConfigMap values',
      'MutatingWebhookConfiguration istio-sidecar-injector',
    ]);
  });

  it('stable refuses what is not, for its revision', async () => {
    const objects = await generate('profile=stable', 'revision=a');
    const policy = one(objects, 'ValidatingAdmissionPolicy', 'stable-channel-policy-a-istio-system.istio.io');
    expect(JSON.stringify(policy)).toContain('{"key":"istio.io/rev","operator":"In","values":["a"]}');
    const binding = one(
      objects,
      'ValidatingAdmissionPolicyBinding',
      'stable-channel-policy-binding-a-istio-system.istio.io',
    );
    expect(binding).toMatchObject({ spec: { policyName: policy.metadata.name, validationActions: ['Deny'] } });
  });

  it('a platform changes where the plugin goes, and one without settings nothing', async () => {
    const cni = ['profile=minimal', 'components.cni.enabled=true'];
    const k3d = await generate(...cni, 'values.global.platform=k3d');
    expect(JSON.stringify(one(k3d, 'DaemonSet', 'istio-cni-node'))).toContain('"path":"/bin"');
    const gke = await generate(...cni, 'values.global.platform=gke');
    expect(one(gke, 'ResourceQuota', 'istio-cni-resource-quota')).toMatchObject({ spec: { hard: { pods: '5000' } } });
    const other = await generate(...cni, 'values.global.platform=aks');
    expect(JSON.stringify(one(other, 'DaemonSet', 'istio-cni-node'))).toContain('"path":"/opt/cni/bin"');
  });
});
