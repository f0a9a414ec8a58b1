import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/main.js';
import { FACTOR, runs } from '../property.js';

const LONG = 120_000 * Math.max(FACTOR, 1);

/** A mesh that uses most of what translation reads; every mutation starts from it. */
const folder = fileURLToPath(new URL('../samples/shop/', import.meta.url));
const shop = readdirSync(folder)
  .sort()
  .map((file) => readFileSync(`${folder}${file}`, 'utf8'))
  .join('\n---\n');
const original = `${shop}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web]
  http:
    - match: [{uri: {regex: "/a.*"}, headers: {x: {prefix: v}}, sourceLabels: {app: orders}}]
      redirect: {uri: /b, redirectCode: 302}
    - match: [{uri: {prefix: /c}}]
      rewrite: {uri: /d}
      fault: {abort: {httpStatus: 500, percentage: {value: 12.5}}}
      mirror: {host: catalog, subset: v2}
      corsPolicy: {allowOrigins: [{exact: "https://a.example"}], maxAge: 1h}
      route: [{destination: {host: web, port: {number: 80}}, headers: {request: {set: {a: b}, remove: [c]}}}]
  tcp: [{match: [{port: 5432}], route: [{destination: {host: database}}]}]
  tls: [{match: [{sniHosts: [web], port: 443}], route: [{destination: {host: web}}]}]
`;

/** Runs `translate` on a text from standard input, without a process. */
async function translate(text: string) {
  let [out, err] = ['', ''];
  const code = await run(['translate', '-f', '-', '-o', 'json'], {
    out: async (piece) => {
      out += piece;
    },
    err: (piece) => {
      err += piece;
    },
    stdin: async () => text,
    outIsTerminal: false,
    errIsTerminal: false,
    env: {},
  });
  return { code, out, err };
}

/** What must hold for any input: a verdict, and whole JSON or none. */
async function holds(text: string): Promise<void> {
  const { code, out, err } = await translate(text);
  expect(err).not.toContain('bug in meshwright');
  expect([0, 65]).toContain(code);
  if (code === 0) expect(Array.isArray(JSON.parse(out).proxies)).toBe(true);
  else {
    expect(out).toBe('');
    expect(err).not.toBe('');
  }
  // biome's rule on control characters is off: an escape from the input must not reach a terminal.
  expect(err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u009b]/);
}

const lines = original.split('\n');
const line = fc.nat(lines.length - 1);
const oddValue = fc.constantFrom(
  'null',
  '~',
  '""',
  '[]',
  '{}',
  '-1',
  '0',
  '1e99',
  '99999999999',
  '0.5',
  'yes',
  'x',
  '"*"',
  '"."',
  '"*."',
  '"\\e[31m"',
  '[null]',
  '[[]]',
  '[{}]',
  '{a: b}',
  '-5s',
  '1h',
  '9999999h',
  '"["',
  '"(?<x>y)"',
  '!!binary x',
  '*none',
  '&a [*a]',
  '2024-01-01',
  '__proto__',
  '"10.0.0.0/99"',
  '"::1"',
);

describe('mutated YAML is translated or refused', () => {
  it('as it is', async () => {
    expect(await translate(original)).toMatchObject({ code: 0, err: '' });
    await holds(original);
  });

  it('with a value replaced', { timeout: LONG }, async () => {
    const places = lines.flatMap((text, i) =>
      [...text.matchAll(/: ?(?=\S)|: *$|\[(?=\S)/g)].map((m) => [i, m.index + m[0].length] as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), oddValue, async ([i, at], value) => {
        const text = lines[i] ?? '';
        const end = text.slice(at).search(/[,}\]]|$/);
        await holds(lines.with(i, `${text.slice(0, at)} ${value}${text.slice(at + end)}`).join('\n'));
      }),
      { numRuns: runs(150) },
    );
  });

  it('with lines removed, doubled or moved', { timeout: LONG }, async () => {
    await fc.assert(
      fc.asyncProperty(
        line,
        line,
        fc.constantFrom('remove', 'double', 'move', 'cut', 'indent'),
        async (a, b, change) => {
          const text = lines[a] ?? '';
          const changed = {
            remove: () => lines.toSpliced(a, 1 + (b % 4)),
            double: () => lines.toSpliced(b, 0, text),
            move: () => lines.toSpliced(a, 1).toSpliced(b, 0, text),
            cut: () => lines.slice(0, a),
            indent: () => lines.with(a, `  ${text}`),
          };
          await holds(changed[change]().join('\n'));
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('with characters changed', { timeout: LONG }, async () => {
    const characters = fc.oneof(
      fc.constantFrom('\t', '\0', '\u001b[2J', '\u2028', '\ufeff', ':', '-', '{', ']', '"', '&', '*', '|', '%', '\r'),
      fc.string({ maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length), characters, fc.nat(5), async (at, text, cut) => {
        await holds(original.slice(0, at) + text + original.slice(at + cut));
      }),
      { numRuns: runs(150) },
    );
  });
});
