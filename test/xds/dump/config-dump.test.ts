import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfigDump } from '../../../src/xds/dump/config-dump.js';
import { camelCase, toCamelCase } from '../../../src/xds/dump/field-names.js';
import { redact } from '../../../src/xds/dump/redact.js';
import { repairTruncated } from '../../../src/xds/dump/repair.js';
import type { JsonMessage } from '../../../src/xds/json.js';

const text = readFileSync(new URL('../../goldens/proxy-config/dumps/bank.config_dump.json', import.meta.url), 'utf8');
const section = (type: string, fields: object) => ({
  configs: [{ '@type': `type.googleapis.com/envoy.admin.v3.${type}`, ...fields }],
});

describe('parseConfigDump', () => {
  const dump = parseConfigDump(text);

  it('reads the same from a text, a value, and one in lowerCamelCase', () => {
    const value: JsonMessage = JSON.parse(text);
    const camel = { configs: (value['configs'] as JsonMessage[]).map((config) => toCamelCase(config)) };
    for (const other of [
      parseConfigDump(value),
      parseConfigDump(camel),
      parseConfigDump(JSON.stringify(camel, null, 1)),
    ]) {
      expect({ ...other.snapshot }).toEqual({ ...dump.snapshot });
      expect([other.bootstrap, other.secrets, other.ecds]).toEqual([dump.bootstrap, dump.secrets, dump.ecds]);
    }
  });

  it('has dynamic resources, then static ones', () => {
    const names = dump.snapshot.clusters.map((cluster) => cluster.name);
    expect(names).toHaveLength(21);
    expect(names.slice(-2)).toEqual(['prometheus_stats', 'sds-grpc']);
  });

  it('leaves keys that are data as they are', () => {
    const metadata = expect.objectContaining({ ISTIO_VERSION: '1.30.3' });
    expect(dump.bootstrap).toMatchObject({ bootstrap: { node: { metadata } } });
    const cluster = dump.snapshot.clusters.find((c) => c.transportSocketMatches);
    expect(cluster?.transportSocketMatches?.[0]?.match).toEqual({ tlsMode: 'istio' });
    expect(Object.keys(cluster?.metadata?.filterMetadata ?? {})).toEqual(['istio']);
  });

  it('tells a section that is not there from an empty one', () => {
    const empty = parseConfigDump(section('RoutesConfigDump', {}));
    expect([empty.has('routes'), empty.has('clusters'), empty.snapshot.clusters]).toEqual([true, false, []]);
  });

  it('has the extension configurations of every kind of filter, which Envoy prints apart', () => {
    const ecds = (name: string) => section('EcdsConfigDump', { ecds_filters: [{ ecds_filter: { name } }] }).configs;
    const configs = [...ecds('http'), ...section('RoutesConfigDump', {}).configs, ...ecds('tcp')];
    const filters = [{ ecdsFilter: { name: 'http' } }, { ecdsFilter: { name: 'tcp' } }];
    expect(parseConfigDump({ configs }).ecds).toEqual({ ecdsFilters: filters });
    expect(parseConfigDump(JSON.stringify({ configs })).ecds).toEqual({ ecdsFilters: filters });
  });

  it('knows warming, draining and refused resources', () => {
    const states = parseConfigDump(
      section('ClustersConfigDump', {
        dynamic_warming_clusters: [{ cluster: { name: 'slow' } }],
        dynamic_active_clusters: [{ cluster: { name: 'old' }, error_state: { details: 'no endpoints' } }],
      }),
    );
    expect(states.states('clusters')).toEqual([
      { section: 'clusters', name: 'old', state: 'error', details: 'no endpoints' },
      { section: 'clusters', name: 'slow', state: 'warming' },
    ]);
    expect(states.snapshot.clusters.map((c) => c.name)).toEqual(['old']);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '<html>'],
    ['another document', '[]'],
    ['text that is cut off early', '{"configs":[{"@type":"type.goo'],
  ])('refuses %s', (_, input) => {
    expect(() => parseConfigDump(input).snapshot.clusters).toThrowError(expect.objectContaining({ name: 'DumpError' }));
  });

  it('keeps the complete resources of a text that is cut off anywhere', () => {
    const whole = dump.snapshot.clusters.length;
    let most = 0;
    for (let end = 6_000; end < text.length; end += 7_001) {
      const cut = parseConfigDump(text.slice(0, end));
      expect(cut.truncated).toEqual({ kept: expect.any(Number), length: end });
      const count = cut.snapshot.clusters.length;
      expect(count).toBeGreaterThanOrEqual(most);
      most = count;
    }
    expect(most).toBe(whole);
  });

  it('survives a name that would poison a prototype', () => {
    const poisoned =
      '{"configs":[{"@type":"x/envoy.admin.v3.ClustersConfigDump","static_clusters":[{"cluster":{"name":"a","__proto__":{"type":"EDS"}}}]}]}';
    const [cluster] = parseConfigDump(poisoned).snapshot.clusters;
    expect(cluster).toEqual({ name: 'a' });
  });

  it('refuses what is nested too deep', () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const dumpOf = `{"configs":[{"@type":"x/envoy.admin.v3.ClustersConfigDump","static_clusters":[{"cluster":${deep}}]}]}`;
    expect(() => parseConfigDump(dumpOf).snapshot.clusters).toThrow(/deeper/);
  });
});

describe('a text that is cut into sections first', () => {
  const typed = (type: string, fields: string) => `{"@type":"type.googleapis.com/envoy.admin.v3.${type}"${fields}}`;
  const clusters = typed('ClustersConfigDump', ',"static_clusters":[{"cluster":{"name":"a"}}]');
  const names = (input: string) => parseConfigDump(input).snapshot.clusters.map((c) => c.name);

  it('is parsed only where it is read', () => {
    const dump = parseConfigDump(`{"configs":[${clusters},${typed('RoutesConfigDump', ',"broken":')}]}`);
    expect(dump.snapshot.clusters).toEqual([{ name: 'a' }]);
    expect(() => dump.snapshot.routes).toThrow();
  });
  it.each([
    [
      'a type inside a resource',
      `{"configs":[${typed('RoutesConfigDump', `,"x":[${typed('Inner', '')}]`)},${clusters}]}`,
    ],
    ['a type in a text', `{"configs":[${typed('RoutesConfigDump', `,"x":${JSON.stringify(clusters)}`)},${clusters}]}`],
    ['another order of keys', `{"x":1,"configs":[${clusters}]}`],
    ['another kind of section between', `{"configs":[${typed('ScopedRoutesConfigDump', '')},${clusters}]}\n`],
  ])('is read right with %s', (_, input) => {
    expect(names(input)).toEqual(['a']);
  });
});

describe('toCamelCase', () => {
  it.each([
    ['http2_protocol_options', 'http2ProtocolOptions'],
    ['name', 'name'],
    ['@type', '@type'],
    ['alreadyCamel', 'alreadyCamel'],
  ])('%s', (name, camel) => {
    expect(camelCase(name)).toBe(camel);
  });

  it('keeps keys of maps and of Structs, and drops nulls', () => {
    expect(
      toCamelCase({
        typed_per_filter_config: { my_filter: { per_route: 1 } },
        filter_metadata: { my_space: { some_key: null } },
        some_field: null,
        typed_config: { '@type': 'type.googleapis.com/xds.type.v3.TypedStruct', type_url: 't', value: { a_b: 1 } },
        node: { metadata: { MY_KEY: { x_y: 1 } } },
        route: { metadata: { filter_metadata: { a_b: {} } } },
      }),
    ).toEqual({
      typedPerFilterConfig: { my_filter: { perRoute: 1 } },
      filterMetadata: { my_space: { some_key: null } },
      typedConfig: { '@type': 'type.googleapis.com/xds.type.v3.TypedStruct', typeUrl: 't', value: { a_b: 1 } },
      node: { metadata: { MY_KEY: { x_y: 1 } } },
      route: { metadata: { filterMetadata: { a_b: {} } } },
    });
  });
});

describe('redact', () => {
  it('hides keys wherever they stand, in either spelling', () => {
    const secret = { inline_string: 'k' };
    expect(
      redact({
        tls_certificate: { certificate_chain: secret, private_key: secret, password: { inline_string: 'p' } },
        sessionTicketKeys: { keys: [{ inlineBytes: 'aGk=' }] },
        generic_secret: { secret },
        lua: 'x -----BEGIN RSA PRIVATE KEY----- y',
        tlsCertificate: { privateKey: { filename: '/etc/key.pem' } },
      }),
    ).toEqual({
      tls_certificate: {
        certificate_chain: secret,
        private_key: { inline_string: '[redacted]' },
        password: { inline_string: '[redacted]' },
      },
      sessionTicketKeys: { keys: [{ inlineBytes: 'W3JlZGFjdGVkXQ==' }] },
      generic_secret: { secret: { inline_string: '[redacted]' } },
      lua: '[redacted]',
      tlsCertificate: { privateKey: { filename: '/etc/key.pem' } },
    });
  });
});

describe('repairTruncated', () => {
  it('cuts after the last complete element', () => {
    expect(repairTruncated('{"configs":[{"l":[{"a":"]}"},{"b":')?.text).toBe('{"configs":[{"l":[{"a":"]}"}]}]}');
  });
  it('leaves alone what is whole or broken otherwise', () => {
    expect(repairTruncated('{"a":[]}')).toBeUndefined();
    expect(repairTruncated('{"a":[}')).toBeUndefined();
  });
});
