import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { findSchema, loadSchema } from '../../src/schema/catalogue.js';
import { findProblems } from '../../src/schema/walk.js';
import { checker, placesOf, propertiesOf, readSchema } from './structural.js';

const mesh = readSchema('istio/MeshConfig.json');
const proxy = readSchema('istio/ProxyConfigValues.json');
const checkMesh = checker(mesh);
const checkProxy = checker(proxy);

const row = findSchema('meshconfig');
if (!row) throw new Error('MeshConfig has no schema');
const node = await loadSchema(row);
/** The problems that the program itself finds. */
const walkMesh = (value: unknown): readonly string[] => placesOf(findProblems(node, value));

const samples = (name: string): readonly unknown[] =>
  parseAllDocuments(readFileSync(new URL(`../goldens/schema/${name}.yaml`, import.meta.url), 'utf8')).map((document) =>
    document.toJS(),
  );

const provider = (value: object) => ({ extensionProviders: [{ name: 'p', ...value }] });
const at = '/extensionProviders/0';

/** What is wrong with a MeshConfig, and the problems that have to be found. */
const INVALID: readonly (readonly [what: string, value: object, problems: readonly string[]])[] = [
  ['unknown field', { accessLogfile: '/dev/stdout' }, [' additionalProperties']],
  ['unknown field of the proxy', { defaultConfig: { concurency: 2 } }, ['/defaultConfig additionalProperties']],
  ['port as text', { proxyListenPort: '15001' }, ['/proxyListenPort type']],
  ['duration without unit', { connectTimeout: '10' }, ['/connectTimeout pattern']],
  ['duration as number', { dnsRefreshRate: 60 }, ['/dnsRefreshRate type']],
  ['encoding in lower case', { accessLogEncoding: 'json' }, ['/accessLogEncoding enum']],
  ['mode of no policy', { outboundTrafficPolicy: { mode: 'DENY' } }, ['/outboundTrafficPolicy/mode enum']],
  ['policy without mode object', { outboundTrafficPolicy: 'ALLOW_ANY' }, ['/outboundTrafficPolicy type']],
  ['boolean as text', { enableAutoMtls: 'true' }, ['/enableAutoMtls type']],
  ['list that is a string', { trustDomainAliases: 'old' }, ['/trustDomainAliases type']],
  ['provider without name', { extensionProviders: [{ prometheus: {} }] }, [`${at} required`]],
  ['provider of no kind', provider({}), [`${at} oneOf`]],
  ['provider of two kinds', provider({ prometheus: {}, envoyFileAccessLog: {} }), [`${at} oneOf`]],
  ['provider without port', provider({ zipkin: { service: 'z.obs' } }), [`${at}/zipkin required`]],
  [
    'provider with a port too high',
    provider({ datadog: { service: 'd', port: 70000 } }),
    [`${at}/datadog/port maximum`],
  ],
  [
    'header with two values',
    provider({ zipkin: { service: 'z', port: 9411, headers: [{ name: 'h', value: 'v', envName: 'E' }] } }),
    [`${at}/zipkin/headers/0 oneOf`],
  ],
  ['provider misspelt', provider({ zipkins: {}, prometheus: {} }), [`${at} additionalProperties`]],
  [
    'environment that is not text',
    { defaultConfig: { proxyMetadata: { A: true } } },
    ['/defaultConfig/proxyMetadata/A type'],
  ],
  [
    'interception in lower case',
    { defaultConfig: { interceptionMode: 'tproxy' } },
    ['/defaultConfig/interceptionMode enum'],
  ],
  [
    'two tracers',
    { defaultConfig: { tracing: { zipkin: { address: 'z:1' }, datadog: { address: 'd:1' } } } },
    ['/defaultConfig/tracing oneOf'],
  ],
  [
    'version of TLS that is gone',
    { meshMTLS: { minProtocolVersion: 'TLSV1_1' } },
    ['/meshMTLS/minProtocolVersion enum'],
  ],
  [
    'selector without operator',
    { discoverySelectors: [{ matchExpressions: [{ key: 'a' }] }] },
    ['/discoverySelectors/0/matchExpressions/0 required'],
  ],
  ['scope of no kind', { serviceScopeConfigs: [{ scope: 'MESH' }] }, ['/serviceScopeConfigs/0/scope enum']],
  [
    'normalization of no kind',
    { pathNormalization: { normalization: 'FULL' } },
    ['/pathNormalization/normalization enum'],
  ],
  [
    'weight as text',
    { localityLbSetting: { distribute: [{ from: '*', to: { 'a/*': '50' } }] } },
    ['/localityLbSetting/distribute/0/to/a~1* type'],
  ],
];

describe('schema of MeshConfig', () => {
  it.each(samples('mesh-configs').map((value, index) => [index, value]))('accepts sample %i', (_index, value) => {
    expect(checkMesh(value)).toEqual([]);
    expect(walkMesh(value)).toEqual([]);
  });
  it.each(INVALID)('rejects: %s', (_what, value, problems) => {
    expect(checkMesh(value)).toEqual(problems);
    expect(walkMesh(value)).toEqual(problems);
  });
  it('describes every property', () => {
    const silent = [...propertiesOf(mesh)].filter(([, { description }]) => !description).map(([path]) => path);
    expect(silent).toEqual([]);
  });
});

describe('schema of ProxyConfig values', () => {
  it('is that of defaultConfig', () => {
    expect({ properties: proxy.properties, oneOf: proxy.oneOf }).toEqual({
      properties: mesh.properties?.defaultConfig?.properties,
      oneOf: mesh.properties?.defaultConfig?.oneOf,
    });
  });
  it.each(samples('proxy-config-values').map((value, index) => [index, value]))(
    'accepts sample %i',
    (_index, value) => {
      expect(checkProxy(value)).toEqual([]);
    },
  );
  it('rejects two names of the service', () => {
    expect(checkProxy({ serviceCluster: 'a', tracingServiceName: 'CANONICAL_NAME_ONLY' })).toEqual([' oneOf']);
  });
});
