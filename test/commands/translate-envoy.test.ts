import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runInMemory } from './proxy-config/memory-io.js';

const folder = mkdtempSync(join(tmpdir(), 'meshwright-test-'));
// Temporary files of this test alone: others come and go elsewhere.
const temporary = mkdtempSync(join(folder, 'tmp-'));
beforeAll(() => vi.stubEnv('TMPDIR', temporary));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that stands for an Envoy. */
function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const mesh = ['a', 'b']
  .map(
    (name) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ns}
spec: {containers: [{name: istio-proxy, image: proxyv2}]}
status: {phase: Running, podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}]}`,
  )
  .join('\n---');
const judge = (envoy: string) => runInMemory(['translate', '-f', '-', '-o', 'json', '--envoy', envoy], mesh);

describe('translate --envoy', () => {
  it('hands over the bootstrap of each proxy, and takes an Envoy at its word', async () => {
    const seen = join(folder, 'seen');
    const envoy = program('accepts', `echo "$1 $2 $3 $(grep -c staticResources "$4") $4" >> ${seen}`);
    const { exit, stdout, stderr } = await judge(envoy);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(JSON.parse(stdout).proxies).toHaveLength(2);
    expect(readFileSync(seen, 'utf8')).toContain(` ${temporary}/`);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('says which proxies are refused, in the words of Envoy without escapes', async () => {
    const said =
      "[2026-01-02 03:04:05.6][7][critical][main] [a.cc:76] error initializing configuration '/a.json': no \\033[31mway";
    const { exit, stderr } = await judge(
      program('refuses', `printf "%b" "${said}"; case $4 in */0.json) exit 1;; esac`),
    );
    expect(exit).toBe(1);
    expect(stderr).toBe('error: Envoy refuses a.ns: no \\x1b[31mway [envoy]\n');
  });

  it('blames the option when there is no such program', async () => {
    const { exit, stderr } = await judge(join(folder, 'nothing'));
    expect(exit).toBe(64);
    expect(stderr).toContain("it can't be run");
  });
});
