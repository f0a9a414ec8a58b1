import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly gzip?: boolean;
}

export interface FakeServer {
  readonly kubeconfig: string;
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** What came with a request. */
export interface Sent {
  readonly method: string;
  readonly contentType: string;
  readonly body: string;
}

type Answering = (url: URL, seen: number, sent: Sent) => Answer | 'hang up' | undefined;

/** An HTTP server on loopback that answers as the function says, with a kubeconfig of it. Unknown paths are 404. */
export async function startFakeServer(answer: Answering): Promise<FakeServer> {
  const requests: string[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const sent = {
      method: request.method ?? '',
      contentType: request.headers['content-type'] ?? '',
      body: Buffer.concat(chunks).toString('utf8'),
    };
    const url = new URL(request.url ?? '/', 'http://server');
    const seen = requests.filter((r) => r === request.url).length;
    requests.push(request.url ?? '');
    const said = answer(url, seen, sent) ?? { status: 404, body: { message: 'not here' } };
    if (said === 'hang up') {
      request.socket.destroy();
      return;
    }
    const { status = 200, body, headers = {}, gzip } = said;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { ...headers, ...(gzip && { 'content-encoding': 'gzip' }) });
    response.end(gzip ? gzipSync(text) : text);
  };
  const server = createServer((request, response) => void handle(request, response));
  // A connection that is kept is not closed after some seconds: a test may pause for longer, and ask by it again.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  const kubeconfig = join(folder, 'config');
  const config = {
    clusters: [{ name: 'fake', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'tester', user: { token: 'sesame' } }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'tester', namespace: 'home' } }],
    'current-context': 'fake',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  return {
    kubeconfig,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}
