import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { runInMemory } from './proxy-config/memory-io.js';

const schema = (...args: string[]) => runInMemory(['schema', ...args]);

describe('schema', () => {
  it('prints the schema of a kind for editors', async () => {
    const { exit, stdout } = await schema('--kind', 'vs', '--api-version', 'v1');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'VirtualService',
      required: ['apiVersion', 'kind', 'metadata'],
      additionalProperties: false,
      properties: { apiVersion: { enum: ['networking.istio.io/v1'] }, metadata: { properties: { labels: {} } } },
    });
  });

  it('prints the definition as YAML', async () => {
    const { exit, stdout } = await schema('--kind', 'Gateway', '--crd');
    expect(exit).toBe(0);
    expect(load(stdout)).toMatchObject({
      kind: 'CustomResourceDefinition',
      metadata: { name: 'gateways.networking.istio.io' },
      spec: { scope: 'Namespaced', versions: [{ name: 'v1', storage: true }, {}, {}] },
    });
  });

  it('lists the kinds', async () => {
    const { stdout } = await schema('--list');
    expect(stdout.split('\n').filter((line) => line.includes('.istio.io'))).toHaveLength(16);
    expect(stdout).toMatch(/^DestinationRule +networking\.istio\.io +v1,v1alpha3,v1beta1 +dr$/m);
    expect(stdout).toMatch(/^MeshConfig /m);
  });

  it.each([
    [[], '--kind is missing'],
    [['--kind', 'Gatway'], 'did you mean Gateway?'],
    [['--kind', 'gateway', '--api-version', 'v3'], 'versions: '],
    [['--kind', 'meshconfig', '--crd'], 'MeshConfig'],
  ])('%j is a wrong call', async (args, message) => {
    const { exit, stdout, stderr } = await schema(...args);
    expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' });
    expect(stderr).toContain(message);
  });
});
