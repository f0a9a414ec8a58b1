import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { runCommand } from '../commands/command-run.js';

/**
 * The templates of schemas/injection, as `kube-inject --offline` renders them. Where they differ from those that Istio ships:
 *
 * - names of more than 63 characters are cut for label service.istio.io/canonical-name of all templates, not of the sidecar's alone,
 *   since an API server refuses longer ones;
 * - values that are missing (proxy.excludeIPRanges and its like) are empty instead of the words `<nil>` in arguments;
 * - pilot.env.ENABLE_CLUSTER_TRUST_BUNDLE_API may be the word "true" as well as the boolean;
 * - grpc-agent keeps resources and volumes with status port 0, which takes its probe alone;
 * - grpc-simple's init container writes the same file by a script of its own, and its ISTIO_NAMESPACE ends without a line break.
 */
const goldens = fileURLToPath(new URL('../goldens/kube-inject/', import.meta.url));
const RECORDED = ['--offline', '--set', 'hub=registry.istio.io/testing', '--set', 'tag=latest'];

/** Text with the JSON that annotations and env hold as values, since its keys have no order. */
function values(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(values);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, values(inner)]));
  }
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return values(JSON.parse(value));
  } catch {
    return value;
  }
}

const documents = (text: string) =>
  parseAllDocuments(text).flatMap((document): unknown => values(document.toJS()) ?? []);

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts?: readonly { readonly name: string }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly readinessProbe?: unknown;
}

interface Pod {
  readonly metadata: { readonly annotations: Record<string, string>; readonly labels: Record<string, string> };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes: readonly { readonly name: string }[];
  };
}

/** A pod as it leaves injection. */
async function injected(annotations: Record<string, string>, sets: readonly string[] = [], name = 'app'): Promise<Pod> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { team: 'a' }, annotations },
    spec: { containers: [{ name: 'app', image: 'registry.example/app:1', ports: [{ containerPort: 80 }] }] },
  };
  const argv = ['kube-inject', '-f', '-', '--offline', ...sets.flatMap((set) => ['--set', set])];
  const { exit, out, err } = await runCommand(argv, stringify(pod));
  expect([exit, err]).toEqual([0, expect.stringContaining('injected')]);
  return parse(out.replace(/---\n$/, ''));
}

const proxyOf = ({ spec }: Pod): Container | undefined =>
  [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === 'istio-proxy');
const names = (list: readonly { readonly name: string }[] = []) => list.map(({ name }) => name);

describe('shipped templates give what istioctl gives with those of an installation', () => {
  it.each(readdirSync(goldens))('%s', async (name) => {
    const { exit, out } = await runCommand(['kube-inject', '-f', `${goldens}${name}/in.yaml`, ...RECORDED]);
    expect(exit).toBe(0);
    expect(documents(out)).toEqual(documents(readFileSync(`${goldens}${name}/out.yaml`, 'utf8')));
  });
});

describe('the template of sidecars', () => {
  it('keeps what annotations say inside the word where it belongs', async () => {
    const hostile = 'debug"\n    privileged: true\n  hostNetwork: true # <&>';
    const pod = await injected({
      'sidecar.istio.io/logLevel': hostile,
      'sidecar.istio.io/proxyImage': `evil/${hostile}`,
      'sidecar.istio.io/bootstrapOverride': hostile,
    });
    const plain = await injected({});
    expect(proxyOf(pod)?.args).toContain(`--proxyLogLevel=${hostile}`);
    expect(proxyOf(pod)?.image).toBe(`evil/${hostile}`);
    expect(Object.keys(pod.spec)).toEqual(Object.keys(plain.spec));
    expect(proxyOf(pod)?.securityContext).toEqual(proxyOf(plain)?.securityContext);
  });

  it.each([
    [{ 'sidecar.istio.io/interceptionMode': 'NONE' }, [], undefined],
    [{}, ['values.pilot.cni.enabled=true'], ['istio-validation']],
    [{ 'sidecar.istio.io/nativeSidecar': 'true' }, [], ['istio-init', 'istio-proxy']],
    [{ 'sidecar.istio.io/nativeSidecar': 'false' }, [], ['istio-init']],
    [{ 'sidecar.istio.io/nativeSidecar': 'true', 'sidecar.istio.io/interceptionMode': 'NONE' }, [], ['istio-proxy']],
  ])('with %j and %j has the init containers %j', async (annotations, sets, wanted) => {
    const { spec } = await injected({ ...annotations }, sets);
    expect(spec.initContainers && names(spec.initContainers)).toEqual(wanted);
  });

  it('trusts a bundle of the cluster when istiod makes one', async () => {
    const { spec } = await injected({}, ['values.pilot.env.ENABLE_CLUSTER_TRUST_BUNDLE_API=true']);
    const volume = spec.volumes.find(({ name }) => name === 'istiod-ca-cert');
    expect(volume).toMatchObject({
      projected: { sources: [{ clusterTrustBundle: { name: 'istio.io:istiod-ca:root-cert' } }] },
    });
  });
});

describe('the template of gateways', () => {
  it('cuts names that a label cannot hold', async () => {
    const pod = await injected({ 'inject.istio.io/templates': 'gateway' }, [], `${'a'.repeat(62)}-b`);
    expect(pod.metadata.labels['service.istio.io/canonical-name']).toBe('a'.repeat(62));
    expect(pod.metadata.labels).not.toHaveProperty('security.istio.io/tlsMode');
  });
});

describe('the templates of gRPC without a proxy', () => {
  it('grpc-agent runs the agent alone, and tells containers where it writes', async () => {
    const pod = await injected({
      'inject.istio.io/templates': 'grpc-agent',
      'status.sidecar.istio.io/port': '0',
    });
    const agent = proxyOf(pod);
    expect(agent?.env).toContainEqual({ name: 'DISABLE_ENVOY', value: 'true' });
    expect(agent?.readinessProbe).toBeUndefined();
    expect(names(agent?.volumeMounts)).toContain('istio-xds');
    const app = pod.spec.containers.find(({ name }) => name === 'app');
    expect(app?.env).toContainEqual({ name: 'GRPC_XDS_BOOTSTRAP', value: '/etc/istio/proxy/grpc-bootstrap.json' });
    expect(pod.spec.initContainers).toBeUndefined();
  });

  it('grpc-simple has a file written before the containers start', async () => {
    const pod = await injected({ 'inject.istio.io/templates': 'grpc-simple' });
    expect(names(pod.spec.initContainers)).toEqual(['grpc-bootstrap-init']);
    expect(pod.metadata.annotations['sidecar.istio.io/rewriteAppHTTPProbers']).toBe('false');
    expect(proxyOf(pod)).toBeUndefined();
    expect(pod.spec.containers.map(({ env }) => names(env)[0])).toEqual(['GRPC_XDS_BOOTSTRAP']);
  });
});
