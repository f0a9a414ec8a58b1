import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../../src/main.js';
import { type ApplyServer, type ApplyServerOptions, startApplyServer } from '../kube/apply-server.js';
import { type Ended, runCommand } from './command-run.js';

let server: ApplyServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(options: ApplyServerOptions = {}): Promise<(...words: readonly string[]) => Promise<Ended>> {
  const started = await startApplyServer(options);
  server = started;
  return (...words) => runCommand([...words, '--kubeconfig', started.kubeconfig]);
}

const names = () => [...(server?.objects.keys() ?? [])].map((path) => path.split('/').slice(-2).join('/')).sort();
// Nobody serves the webhooks of the fake server; where a Deployment is ready, its Service has endpoints.
const slices = (_method: string, path: string) =>
  path.endsWith('/endpointslices')
    ? { body: { items: [{ endpoints: [{ conditions: { ready: true } }] }] } }
    : undefined;
const minimal = ['--set', 'profile=minimal', '--skip-precheck', '-y'];

describe('install', () => {
  it('makes the namespace, applies everything in order, and says what is done', async () => {
    const meshwright = await start({ instead: slices });
    const { exit, out, err } = await meshwright('install', ...minimal);
    expect({ exit, out }).toEqual({ exit: 0, out: '' });
    expect(err.split('\n').filter((line) => line.startsWith('✔'))).toEqual([
      '✔ Istio core installed',
      '✔ Istiod installed',
      '✔ Installation complete',
    ]);
    const kinds = [...new Set(server?.changes.map((change) => change.split('/').at(-2)))];
    expect(kinds.slice(0, 4)).toEqual(['namespaces', 'configmaps', 'customresourcedefinitions', 'serviceaccounts']);
    expect(kinds.at(-1)).toBe('validatingwebhookconfigurations');
    expect(names()).toContain('validatingwebhookconfigurations/istiod-default-validator');
    expect(names()).toContain('configmaps/meshwright-installed');
  });

  it('changes nothing the second time', async () => {
    const meshwright = await start({ instead: slices });
    await meshwright('install', ...minimal);
    const before = server?.changes.length;
    const { exit, err } = await meshwright('install', ...minimal);
    expect(exit).toBe(0);
    expect(err).toContain('Nothing to change');
    expect(server?.changes).toHaveLength(before ?? 0);
  });

  it('shows what would change and stops, as table, diff or data', async () => {
    const meshwright = await start({ instead: slices });
    const table = await meshwright('install', ...minimal, '--dry-run');
    expect(table.out).toMatch(/^KIND +CREATE +CHANGE +DELETE +UNCHANGED\nCustomResourceDefinition +15 /);
    const diff = await meshwright('install', ...minimal, '-o', 'diff');
    expect(diff.out).toMatch(/^--- \/dev\/null\n\+\+\+ after\/CustomResourceDefinition /);
    const data = await meshwright('install', ...minimal, '-o', 'json');
    expect(JSON.parse(data.out).objects[0]).toEqual({
      action: 'create',
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: 'authorizationpolicies.security.istio.io',
    });
    expect(server?.changes).toEqual([]);
  });

  it('asks, and takes silence for no', async () => {
    await start({ instead: slices });
    const words = ['install', '--set', 'profile=minimal', '--skip-precheck', '--kubeconfig', server?.kubeconfig ?? ''];
    const nobody = await runCommand(words);
    expect(nobody.exit).toBe(64);
    expect(nobody.err).toContain('-y goes on without asking');
    const asked: string[] = [];
    const ended = await runWith(words, {
      ask: async (question) => {
        asked.push(question);
        return '';
      },
    });
    expect(ended.exit).toBe(1);
    expect(asked).toEqual(['Install this? (y/N) ']);
    expect(server?.changes).toEqual([]);
  });

  it('says which workload does not become ready, and how to go on', async () => {
    const meshwright = await start({ neverReady: true });
    const { exit, err } = await meshwright('install', ...minimal, '--readiness-timeout', '100ms');
    expect(exit).toBe(1);
    expect(err).toMatch(/Istiod did not become ready within 0\.1 s:\n {2}Deployment istio-system\/istiod: 0 of 1 pods/);
    expect(err).toContain('the same command again completes it');
  });

  it('ends between two requests when it is interrupted, and a second run completes it', async () => {
    await start({ instead: slices });
    const words = ['install', ...minimal, '--kubeconfig', server?.kubeconfig ?? ''];
    let interrupt = () => {};
    const ended = await runWith(words, {
      onInterrupt: (handler) => {
        interrupt = handler;
        return () => {};
      },
      err: (text) => {
        if (text.includes('applying 3 ConfigMap')) interrupt();
      },
    });
    expect(ended.exit).toBe(1);
    expect(ended.err).toContain('interrupted before it was complete');
    expect(names()).not.toContain('deployments/istiod');
    expect((await runCommand(words)).exit).toBe(0);
    expect(names()).toContain('deployments/istiod');
  });

  it('names all that can not be applied, and changes nothing', async () => {
    const forbidden = { status: 403, body: { message: 'no' } };
    const meshwright = await start({
      instead: (method, path) => (method === 'GET' && /deployments\/|horizontal/.test(path) ? forbidden : undefined),
    });
    const { exit, err } = await meshwright('install', ...minimal, '--force');
    expect(exit).toBe(1);
    expect(err).toMatch(/user tester may not read Deployment istiod/);
    expect(server?.changes).toEqual([]);
  });

  it('refuses a server that is too old, unless it is forced', async () => {
    const meshwright = await start({ gitVersion: 'v1.27.3', instead: slices });
    const { exit, err } = await meshwright('install', ...minimal);
    expect(exit).toBe(1);
    expect(err).toMatch(/too old/);
    expect((await meshwright('install', ...minimal, '--force')).exit).toBe(0);
  });

  it.each([
    [['install', '--snapshot', 'x'], /a snapshot cannot be changed/],
    [['install', '--readiness-timeout', 'soon'], /no duration/],
    [['uninstall'], /uninstall what/],
    [['uninstall', '--purge', '--revision', 'x'], /exclude each other/],
  ])('%j is a wrong call', async (words, message) => {
    const { exit, err } = await runCommand(words);
    expect(exit).toBe(64);
    expect(err).toMatch(message);
  });
});

describe('install of a revision', () => {
  it('says how to make it the default one while there is none', async () => {
    const meshwright = await start({ instead: slices });
    const canary = [...minimal, '--revision', 'canary'];
    expect((await meshwright('install', ...canary)).err).toContain('meshwright tag set default --revision canary');
    await meshwright('install', ...minimal);
    expect((await meshwright('install', ...canary)).err).not.toContain('tag set default');
  });
});

describe('upgrade', () => {
  it('prunes, goes back and forth, and keeps what was set', async () => {
    const meshwright = await start({ instead: slices });
    await meshwright('install', ...minimal);
    const before = names();
    await meshwright('upgrade', '--set', 'profile=demo', '--skip-precheck', '-y');
    expect(names().length).toBeGreaterThan(before.length);
    expect((await meshwright('upgrade', '--rollback', '--skip-precheck', '-y')).exit).toBe(0);
    expect(names()).toEqual(before);
    const kept = await meshwright('upgrade', '--reuse-values', '--skip-precheck', '-o', 'json');
    expect(JSON.parse(kept.out).objects.filter((o: { action: string }) => o.action !== 'keep')).toEqual([]);
  });

  it('needs something to upgrade, and to go back to', async () => {
    const meshwright = await start({ instead: slices });
    expect((await meshwright('upgrade', ...minimal)).err).toMatch(/nothing to upgrade/);
    expect((await meshwright('upgrade', '--rollback', '-y')).err).toMatch(/nothing to go back to/);
  });
});

describe('uninstall', () => {
  it('leaves nothing with --purge', async () => {
    const meshwright = await start({ instead: slices });
    await meshwright('install', ...minimal);
    expect((await meshwright('uninstall', '--purge', '--dry-run')).out).toMatch(
      /delete Deployment istio-system\/istiod/,
    );
    const { exit, err } = await meshwright('uninstall', '--purge', '-y');
    expect(exit, err).toBe(0);
    expect(names()).toEqual([]);
    expect((await meshwright('uninstall', '--purge', '-y')).err).toContain('Nothing to remove');
  });

  it('takes one revision, and leaves the others and the definitions', async () => {
    const meshwright = await start({ instead: slices });
    await meshwright('install', ...minimal, '--revision', 'old');
    await meshwright('install', ...minimal, '--revision', 'new');
    await meshwright('uninstall', '--revision', 'old', '-y');
    expect(names().filter((name) => /-old\b/.test(name))).toEqual([]);
    expect(names()).toContain('deployments/istiod-new');
    expect(names().filter((name) => name.startsWith('customresource'))).toHaveLength(15);
    const unknown = await meshwright('uninstall', '--revision', 'old', '-y');
    expect(unknown.exit).toBe(1);
    expect(unknown.err).toMatch(/no revision old\n.*new/);
  });
});

type Io = Parameters<typeof run>[1];

async function runWith(argv: readonly string[], some: Partial<Io>): Promise<{ exit: number; err: string }> {
  let said = '';
  const exit = await run(argv, {
    out: async () => {},
    stdin: async () => '',
    outIsTerminal: false,
    errIsTerminal: false,
    env: {},
    ...some,
    err: (text) => {
      said += text;
      some.err?.(text);
    },
  });
  return { exit, err: said };
}
