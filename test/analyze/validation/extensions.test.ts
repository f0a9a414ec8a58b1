import { describe, expect, it } from 'vitest';
import { type Row, violationsOf } from './violations.js';

describe('WasmPlugin', () => {
  const digest = 'a1'.repeat(32);
  const url = 'oci://registry.example:5000/plugin:1';
  const rows: readonly Row[] = [
    ['an image', { url, sha256: digest }, []],
    ['an image without scheme', { url: 'registry.example/plugin:1' }, []],
    ['a port without scheme', { url: 'registry:5000/plugin' }, ['error spec.url']],
    ['an address with a port without scheme', { url: '10.0.0.1:5000/plugin' }, []],
    ['a URL that is none', { url: 'a b/c' }, ['error spec.url']],
    ['a digest in upper case', { url, sha256: digest.toUpperCase() }, ['error spec.sha256']],
    ['a long name', { url, pluginName: 'a'.repeat(257) }, ['error spec.pluginName']],
    ['a long secret name', { url, imagePullSecret: 'a'.repeat(254) }, ['error spec.imagePullSecret']],
    ['a variable without name', { url, vmConfig: { env: [{ value: 'a' }] } }, ['error spec.vmConfig.env[0].name']],
    ['a variable of the host', { url, vmConfig: { env: [{ name: 'A', valueFrom: 'HOST' }] } }, []],
    ['ports', { url, match: [{ ports: [{ number: 80 }, { number: 65536 }, {}] }] }, ['error spec.match[0].ports[1]']],
    [
      'variables, up to the first that is wrong',
      { url, vmConfig: { env: [{ name: 'A' }, { name: 'A', valueFrom: 'HOST', value: 'x' }, {}] } },
      ['error spec.vmConfig.env[1].name'],
    ],
    [
      'a variable with a long name',
      { url, vmConfig: { env: [{ name: 'a'.repeat(257) }] } },
      ['error spec.vmConfig.env[0].name'],
    ],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('WasmPlugin', spec)).toEqual(expected);
  });
});

describe('TrafficExtension', () => {
  const rows: readonly Row[] = [
    ['Lua', { lua: { inlineCode: 'function envoy_on_request(h) end' } }, []],
    ['neither', {}, ['error spec']],
    ['both', { lua: { inlineCode: 'x' }, wasm: { url: 'oci://a/b' } }, ['error spec']],
    ['no code', { lua: {} }, ['error spec.lua.inlineCode']],
    ['too much code', { lua: { inlineCode: 'é'.repeat(32_769) } }, ['error spec.lua.inlineCode']],
    ['Wasm without module', { wasm: {} }, ['error spec.wasm.url']],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('TrafficExtension', spec)).toEqual(expected);
  });
});

describe('ProxyConfig', () => {
  const rows: readonly Row[] = [
    ['all cores', { concurrency: 0 }, []],
    ['negative', { concurrency: -1 }, ['error spec.concurrency']],
    ['an empty selector', { selector: {} }, ['warning spec.selector']],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('ProxyConfig', spec)).toEqual(expected);
  });
});

describe('Telemetry', () => {
  const filter = (expression: string) => ({ accessLogging: [{ filter: { expression } }] });
  const tag = (value: object) => ({ tracing: [{ customTags: { t: value } }] });
  const at = 'spec.tracing[0].customTags.t';
  const rows: readonly Row[] = [
    ['a filter', filter("response.code >= 400 || connection.mtls && request.headers['a'].contains('b')"), []],
    ['a filter that has() a field', filter('!has(response.code) || response.code >= 500'), []],
    [
      'a filter that has() what is no field',
      filter("response.code == 500 && !has(request.headers['a'])"),
      ['error spec.accessLogging[0].filter.expression'],
    ],
    ['an empty filter', { accessLogging: [{ filter: {} }] }, ['error spec.accessLogging[0].filter.expression']],
    [
      'a tag without name',
      { tracing: [{ customTags: { '': { literal: { value: 'a' } } } }] },
      ['error spec.tracing[0].customTags[""]'],
    ],
    ['half a filter', filter('response.code >='), ['error spec.accessLogging[0].filter.expression']],
    ['sampling', { tracing: [{ randomSamplingPercentage: 100 }] }, []],
    [
      'too much sampling',
      { tracing: [{ randomSamplingPercentage: 100.1 }] },
      ['error spec.tracing[0].randomSamplingPercentage'],
    ],
    ['a literal', tag({ literal: { value: 'a' } }), []],
    ['an environment tag without name', tag({ environment: {} }), [`error ${at}.environment`]],
    ['a header tag without name', tag({ header: { defaultValue: 'a' } }), [`error ${at}.header`]],
    ['a provider without name', { metrics: [{ providers: [{}] }] }, ['error spec.metrics[0].providers[0].name']],
    [
      'UPSERT by default',
      { metrics: [{ overrides: [{ tagOverrides: { a: {} } }] }] },
      ['error spec.metrics[0].overrides[0].tagOverrides.a'],
    ],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('Telemetry', spec)).toEqual(expected);
  });
});
