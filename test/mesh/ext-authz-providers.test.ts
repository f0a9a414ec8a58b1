import { expect, it } from 'vitest';
import { buildExtAuthzProviders } from '../../src/mesh/ext-authz-providers.js';
import { decodeMeshConfig } from '../../src/mesh/mesh-config.js';

const hosts = new Map([
  ['one.example', new Set(['a'])],
  ['two.example', new Set(['a', 'b'])],
]);

function find(fields: object): unknown {
  const { config } = decodeMeshConfig({ extensionProviders: [{ name: 'p', ...fields }] });
  return buildExtAuthzProviders(config, hosts)('p');
}
const grpc = (fields: object) => find({ envoyExtAuthzGrpc: { service: 'one.example', port: 9000, ...fields } });
const http = (fields: object) => find({ envoyExtAuthzHttp: { service: 'one.example', port: 80, ...fields } });

it.each([
  ['a host that one namespace has', grpc({}), 'one.example'],
  ['a host with its namespace', grpc({ service: 'b/two.example' }), 'two.example'],
])('finds %s', (_, found, hostname) => {
  expect(found).toMatchObject({ provider: { name: 'p', hostname, port: 9000 } });
});

it.each([
  ['a host that two namespaces have', grpc({ service: 'two.example' })],
  ['a host that another namespace has', grpc({ service: 'c/one.example' })],
  ['an unknown host', grpc({ service: 'none.example' })],
  ['no port', grpc({ port: 0 })],
  ['a status that is none', grpc({ statusOnError: '299' })],
  ['a status that is text', grpc({ statusOnError: 'oops' })],
  ['a path that is none', http({ pathPrefix: 'check' })],
  ['all headers at once', http({ includeRequestHeadersInCheck: ['*'] })],
])('refuses %s', (_, found) => {
  expect(found).toMatchObject({ problem: { code: 'authorization-provider-broken' } });
});

it('knows only external authorizers', () => {
  expect(find({ zipkin: { service: 'one.example', port: 1 } })).toEqual({
    problem: { code: 'authorization-provider-unknown' },
  });
});

it('names the status for errors', () => {
  expect(grpc({ statusOnError: '401' })).toMatchObject({ provider: { statusOnError: 'Unauthorized' } });
});
