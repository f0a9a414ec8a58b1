import { describe, expect, it } from 'vitest';
import { clusterEndpoints } from '../../src/mesh/cluster-endpoints.js';
import type { Mesh, MeshEndpoint } from '../../src/mesh/types.js';
import { meshOf, pod, service } from './input.js';

/** A resource of namespace `ns`, `more` being YAML in flow style after its metadata's name. */
function resource(kind: string, name: string, metadata: string, more: string): string {
  const version = kind === 'EndpointSlice' ? 'discovery.k8s.io/v1' : 'networking.istio.io/v1';
  return `
apiVersion: ${version}
kind: ${kind}
metadata: {name: ${name}, namespace: ns${metadata}}
${more}`;
}

function slice(endpoints: string, of = 'server'): string {
  const label = `, labels: {kubernetes.io/service-name: ${of}}`;
  return resource(
    'EndpointSlice',
    `${of}-1`,
    label,
    `addressType: IPv4\nendpoints: [${endpoints}]\nports: [{name: http, port: 8080}]`,
  );
}

function serviceEntry(name: string, spec: string): string {
  return resource('ServiceEntry', name, '', `spec: {location: MESH_INTERNAL, ${spec}}`);
}

function workloadEntry(name: string, spec: string, metadata = '', status = ''): string {
  return resource('WorkloadEntry', name, metadata, `spec: {${spec}}${status}`);
}

const SERVER = service('server', 'name: http, port: 80, targetPort: 8080', '10.1.0.1');
const HOST = 'server.ns.svc.cluster.local';

/** What clients get of the first port of a host, spelled by `spell`. */
function endpoints(documents: readonly string[], host = HOST, spell = addressOf): string[] {
  const mesh: Mesh = meshOf(documents);
  const found = mesh.services.find((s) => s.hostname === host);
  const [port] = found?.ports ?? [];
  return found && port ? clusterEndpoints(mesh, found, port).map(spell).sort() : [];
}

function addressOf(e: MeshEndpoint): string {
  return `${e.address}:${e.port}`;
}

describe('endpoints of EndpointSlices', () => {
  const distributed = service('server', 'name: http, port: 80', '10.1.0.1', ', trafficDistribution: PreferClose');
  const sessions = SERVER.replace('namespace: ns}', 'namespace: ns, labels: {istio.io/persistent-session: c}}');

  it.each<[string, string, string, string[]]>([
    ['ready without a word', SERVER, '{}', ['healthy']],
    ['unready', SERVER, '{ready: false, terminating: false}', []],
    ['unready, of a service that fails over', distributed, '{ready: false, terminating: false}', ['unhealthy']],
    ['on their way out, for all that is said', distributed, '{ready: false}', []],
    ['on their way out', distributed, '{ready: false, serving: true, terminating: true}', []],
    ['on their way out with sessions', sessions, '{ready: false, serving: true, terminating: true}', ['draining']],
    ['gone with their sessions', sessions, '{ready: false, serving: false, terminating: true}', []],
  ])('are sent by their conditions: %s', (_, of, conditions, expected) => {
    const documents = [of, slice(`{addresses: [10.0.0.2], conditions: ${conditions}}`)];
    expect(endpoints(documents, HOST, (e) => e.health)).toEqual(expected);
  });

  it('are left out when their pod is labelled as draining', () => {
    const documents = [pod('server', '10.0.0.2', 'app: server, istio.io/draining: "true"')];
    const listed = slice('{addresses: [10.0.0.2], targetRef: {kind: Pod, name: server, namespace: ns}}');
    expect(endpoints([...documents, listed, SERVER])).toEqual([]);
    expect(endpoints([...documents, listed, sessions])).toEqual(['10.0.0.2:8080']);
  });

  it('are those of the pod with the address where no pod is named', () => {
    const documents = [SERVER, pod('server', '10.0.0.2'), slice('{addresses: [10.0.0.2]}, {addresses: [10.0.0.9]}')];
    expect(endpoints(documents, HOST, (e) => `${e.address} ${e.workloadName}`)).toEqual([
      '10.0.0.2 server',
      '10.0.0.9 ',
    ]);
  });

  it('are where the label of the pod or its node says, by the newer names first', () => {
    const node = (labels: string) => `\napiVersion: v1\nkind: Node\nmetadata: {name: node-1, labels: {${labels}}}`;
    const listed = slice('{addresses: [10.0.0.2], targetRef: {kind: Pod, name: server, namespace: ns}}');
    const at = (podLabels: string, nodeLabels: string) => {
      const placed = pod('server', '10.0.0.2', podLabels).replace('spec: {', 'spec: {nodeName: node-1, ');
      return endpoints([SERVER, listed, placed, node(nodeLabels)], HOST, (e) => e.locality);
    };
    const beta = 'failure-domain.beta.kubernetes.io';
    expect(at('app: server', 'topology.kubernetes.io/region: r')).toEqual(['r//']);
    expect(at('app: server', `${beta}/region: r, ${beta}/zone: z1, topology.kubernetes.io/zone: z2`)).toEqual([
      'r/z2/',
    ]);
    expect(at('istio-locality: a.b', 'topology.kubernetes.io/region: r')).toEqual(['a/b']);
    expect(at('istio-locality: a.b, topology.istio.io/locality: c.d', '')).toEqual(['c/d']);
    expect(at('topology.kubernetes.io/region: own', '')).toEqual(['']);
  });

  it('go by the name that the pod gives its workload', () => {
    const listed = slice('{addresses: [10.0.0.2], targetRef: {kind: Pod, name: server, namespace: ns}}');
    const named = pod('server', '10.0.0.2', 'service.istio.io/workload-name: w');
    expect(endpoints([SERVER, listed, named], HOST, (e) => e.workloadName)).toEqual(['w']);
  });
});

describe('WorkloadEntries', () => {
  const labels = 'labels: {app: server}';

  it.each<[string, string, string, string[]]>([
    ['by number', 'name: http, port: 80, targetPort: 8080', 'ports: {other: 1}', ['10.0.0.5:8080']],
    [
      'by number, or the name of the port',
      'name: http, port: 80, targetPort: 8080',
      'ports: {http: 1}',
      ['10.0.0.5:1'],
    ],
    ['by name', 'name: http, port: 80, targetPort: web', 'ports: {web: 2, http: 1}', ['10.0.0.5:2']],
    ['by a name that it lacks', 'name: http, port: 80, targetPort: web', 'ports: {http: 1}', []],
  ])('serve the target port of a Service %s', (_, port, ports, expected) => {
    const documents = [
      service('server', port, '10.1.0.1'),
      workloadEntry('vm', `address: 10.0.0.5, ${labels}, ${ports}`),
    ];
    expect(endpoints(documents)).toEqual(expected);
  });

  it('serve no headless Service', () => {
    const documents = [
      service('server', 'name: http, port: 80', 'None'),
      workloadEntry('vm', `address: 10.0.0.5, ${labels}`),
    ];
    expect(endpoints(documents)).toEqual([]);
  });

  it('are taken with names and sockets only where names are resolved', () => {
    const entries = [
      workloadEntry('a', `address: vm.example, ${labels}`),
      workloadEntry('b', `address: unix:///run/app.sock, ${labels}`),
      workloadEntry('c', `address: 10.0.0.5, ${labels}`),
    ];
    const spec =
      'hosts: [x.example], ports: [{name: http, number: 80, protocol: HTTP}], workloadSelector: {labels: {app: server}}';
    const of = (resolution: string) =>
      endpoints([...entries, serviceEntry('x', `${spec}, resolution: ${resolution}`)], 'x.example');
    expect(endpoints([SERVER, ...entries])).toEqual(['10.0.0.5:8080']);
    expect(of('STATIC')).toEqual(['10.0.0.5:80']);
    expect(of('DNS')).toEqual(['10.0.0.5:80', 'unix:///run/app.sock:80', 'vm.example:80']);
    expect(of('DNS_ROUND_ROBIN')).toEqual(['vm.example:80']);
  });

  it('count once they are healthy where that is checked', () => {
    const checked = ', annotations: {proxy.istio.io/health-checks-enabled: "true"}';
    const status = (value: string) => `\nstatus: {conditions: [{type: Healthy, status: "${value}"}]}`;
    const spec = `address: 10.0.0.5, ${labels}`;
    const of = (metadata: string, more: string) =>
      endpoints([SERVER, workloadEntry('vm', spec, metadata, more)]).length;
    expect([of('', ''), of(checked, ''), of(checked, status('False')), of(checked, status('True'))]).toEqual([
      1, 0, 0, 1,
    ]);
  });

  it('have the labels of the object before those of the spec, and its name or that of its group', () => {
    const spell = (e: MeshEndpoint) => `${e.workloadName} ${e.labels['v']}`;
    const spec = 'address: 10.0.0.5, labels: {app: server, v: spec}';
    expect(endpoints([SERVER, workloadEntry('vm', spec, ', labels: {v: object}')], HOST, spell)).toEqual(['vm object']);
    const group = ', labels: {service.istio.io/workload-name: w}, annotations: {istio.io/autoRegistrationGroup: g}';
    expect(endpoints([SERVER, workloadEntry('vm', spec, group)], HOST, spell)).toEqual(['g spec']);
  });
});

describe('services of one hostname and namespace', () => {
  const port = '{name: http, number: 80, protocol: HTTP}';

  it('share their endpoints by the name of the port', () => {
    const documents = [
      serviceEntry('a', `hosts: [x.example], ports: [${port}], resolution: STATIC, endpoints: [{address: 10.0.0.5}]`),
      serviceEntry('b', `hosts: [x.example], ports: [${port}], resolution: STATIC, endpoints: [{address: 10.0.0.6}]`),
    ];
    expect(endpoints(documents, 'x.example')).toEqual(['10.0.0.5:80', '10.0.0.6:80']);
  });

  it('share them across Services and ServiceEntries, once an address of an entry', () => {
    const entry = `hosts: [${HOST}], addresses: [10.9.0.1, 10.9.0.2], ports: [${port}], resolution: STATIC`;
    const documents = [
      SERVER,
      slice('{addresses: [10.0.0.2]}'),
      serviceEntry('vm', `${entry}, endpoints: [{address: 10.0.0.5}]`),
    ];
    expect(endpoints(documents)).toEqual(['10.0.0.2:8080', '10.0.0.5:80', '10.0.0.5:80']);
  });

  it('have one endpoint where names are resolved in turn', () => {
    const entry = `hosts: [x.example], addresses: [10.9.0.1, 10.9.0.2], ports: [${port}], resolution: DNS_ROUND_ROBIN`;
    expect(endpoints([serviceEntry('x', entry)], 'x.example')).toEqual(['x.example:80']);
  });

  it('are known by the identities of all their workloads, and those that annotations name', () => {
    const annotations =
      ', annotations: {alpha.istio.io/kubernetes-serviceaccounts: "a,b", alpha.istio.io/canonical-serviceaccounts: c}';
    const mesh = meshOf([
      SERVER.replace('namespace: ns}', `namespace: ns${annotations}}`),
      slice('{addresses: [10.0.0.2]}'),
      workloadEntry('vm', 'address: 10.0.0.5, serviceAccount: vm, labels: {app: server}'),
    ]);
    const [first] = mesh.services;
    expect(first && mesh.identities(first)).toEqual([
      'c',
      'spiffe://cluster.local/ns/ns/sa/a',
      'spiffe://cluster.local/ns/ns/sa/b',
      'spiffe://cluster.local/ns/ns/sa/vm',
    ]);
  });
});

describe('endpoints of other networks', () => {
  it('are not sent without an address', () => {
    const entry = serviceEntry(
      'x',
      'hosts: [x.example], ports: [PORT], resolution: DNS, workloadSelector: {labels: {app: x}}',
    );
    const documents = [entry.replace('PORT', '{number: 80, name: http}')];
    documents.push(workloadEntry('far', 'network: far, labels: {app: x}'));
    documents.push(workloadEntry('near', 'address: near.example, labels: {app: x}'));
    expect(endpoints(documents, 'x.example')).toEqual(['near.example:80']);
  });
});

describe('endpoints of ServiceEntries with one host', () => {
  it.each([
    ['name', 'STATIC', '10.0.0', ['10.0.0.1:80']],
    ['number, where names are resolved', 'DNS', 'e.example', ['e.example.1:80', 'e.example.2:80']],
  ])('are shared by ports of one %s', (_, resolution, address, expected) => {
    const entry = (name: string, host: number) =>
      serviceEntry(
        name,
        `hosts: [x.example], ports: [{number: 80, name: ${name}}], resolution: ${resolution}, endpoints: [{address: ${address}.${host}}]`,
      );
    expect(endpoints([entry('a', 1), entry('b', 2)], 'x.example')).toEqual(expected);
  });
});
