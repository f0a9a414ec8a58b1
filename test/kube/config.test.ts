import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadKubeConfig } from '../../src/kube/config.js';

const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

const config = (name: string, server: string, current = name) => ({
  clusters: [{ name, cluster: { server } }],
  users: [{ name, user: { token: 'sesame' } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
  'current-context': current,
});
const east = write('east', config('east', 'https://east'));
const west = write('west', { ...config('west', 'https://west'), ...{ users: [] } });

describe('a kubeconfig', () => {
  it('is the one that --kubeconfig names, with the context that --context names', async () => {
    expect((await loadKubeConfig({ kubeconfig: east })).getCurrentCluster()?.server).toBe('https://east');
    await expect(loadKubeConfig({ kubeconfig: east, context: 'eats' })).rejects.toMatchObject({
      kind: 'failed',
      message: `no context eats in ${east}`,
      hint: 'did you mean east?',
    });
  });

  it('is merged from the files of KUBECONFIG: the first wins, missing ones are skipped', async () => {
    const second = write('second', config('east', 'https://other', 'none'));
    const env = { KUBECONFIG: [join(folder, 'missing'), east, second].join(delimiter) };
    const merged = await loadKubeConfig({ env });
    expect(merged.getCurrentCluster()?.server).toBe('https://east');
  });

  it.each([
    ['a missing file', join(folder, 'nothing'), /no such file/],
    ['text that is no YAML', write('bad', 'a: [b\ntoken: sesame'), /not readable as a kubeconfig/],
    ['no current context', write('none', { ...config('a', 'https://a'), 'current-context': '' }), /no current context/],
    ['a user that is not defined', west, /names user west, which is not defined/],
  ])('is refused: %s', async (_, kubeconfig, message) => {
    const error = await loadKubeConfig({ kubeconfig }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'UserError', kind: 'failed', message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('sesame');
  });

  it('works without a user, and on plain HTTP', async () => {
    const bare = { ...config('a', 'http://a'), contexts: [{ name: 'a', context: { cluster: 'a' } }] };
    const loaded = await loadKubeConfig({ kubeconfig: write('bare', bare) });
    const options: { agent?: unknown } = {};
    await loaded.applyToHTTPSOptions(options);
    expect(options.agent).toBeDefined();
  });
});
