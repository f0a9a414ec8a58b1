import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInMemory } from './memory-io.js';

const DUMPS = new URL('../../goldens/proxy-config/dumps/', import.meta.url).pathname;
const LOGGERS = 'active loggers:\n  admin: info\n  http: info\n';
const asked: string[] = [];
let server: Server;
let admin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const path = request.url?.split('?')[0];
    if (path === '/config_dump') response.end(readFileSync(`${DUMPS}bank.config_dump.json`));
    else if (path === '/clusters') response.end(readFileSync(`${DUMPS}bank.clusters.json`));
    else if (path === '/logging') response.end(LOGGERS);
    else response.writeHead(404).end('invalid path');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  admin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked.length = 0;
});

describe('a live Envoy', () => {
  it('is asked for its dump, with endpoints only where they are shown', async () => {
    expect((await runInMemory(['pc', 'c', '--admin', admin])).stdout).toContain('ledger-colors.bank');
    expect((await runInMemory(['pc', 'all', '--admin', `http://${admin}`])).stdout).toContain('endpoint/10.7.0.2');
    expect(asked).toEqual(['GET /config_dump', 'GET /config_dump?include_eds=true']);
  });

  it('tells the health of its endpoints', async () => {
    const { stdout } = await runInMemory(['pc', 'endpoints', '--admin', admin, '--status', 'healthy']);
    expect(stdout).toMatch(/10\.7\.0\.2:6100 +HEALTHY +OK/);
    expect(asked).toEqual(['GET /clusters?format=json']);
  });

  it('is told log levels', async () => {
    const { stdout, exit } = await runInMemory([
      'pc',
      'log',
      '--admin',
      admin,
      '--level',
      'warn,http:trace,admin:debug',
    ]);
    expect([exit, stdout]).toEqual([0, LOGGERS]);
    expect(asked.slice(1).map(decodeURIComponent)).toEqual([
      'POST /logging?level=warning',
      'POST /logging?paths=http:trace,admin:debug',
    ]);
  });

  it('is told nothing wrong', async () => {
    const unknown = await runInMemory(['pc', 'log', '--admin', admin, '--level', 'htp:trace']);
    expect(unknown.exit).toBe(64);
    expect(unknown.stderr).toContain('did you mean http?');
    expect((await runInMemory(['pc', 'log', '--admin', admin, '--level', 'loud'])).exit).toBe(64);
    expect((await runInMemory(['pc', 'log', '--admin', admin, '--level', 'info', '-r'])).exit).toBe(64);
    expect(asked).toEqual(['POST /logging']);
  });

  it('that is not there is an error with a hint', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const { exit, stderr } = await runInMemory(['pc', 'c', '--admin', `127.0.0.1:${port}`]);
    expect(exit).toBe(1);
    expect(stderr).toContain('is an Envoy running there');
  });
});
