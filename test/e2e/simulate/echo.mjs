// An HTTP server that answers with what it was asked, and a client that sends exactly what it is told.
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';

/** Serves on a socket file. */
export async function startEcho(socket) {
  const server = createServer({ insecureHTTPParser: true }, (asked, answer) => {
    asked.resume();
    const { url: path, method, headers } = asked;
    // In a header, since there is no body where HEAD is asked for.
    answer.writeHead(200, { 'x-echo': JSON.stringify({ path, method, authority: headers.host, headers }) });
    answer.end();
  });
  server.listen(socket);
  await once(server, 'listening');
  return server;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends one request through a socket file; again where it came by a kept connection that the server was closing. */
export function send(socketPath, asked) {
  return sendOnce(socketPath, asked).catch((error) => {
    if (error.code === 'ECONNRESET' && error.wasReused) return sendOnce(socketPath, asked);
    throw error;
  });
}

function sendOnce(socketPath, { method, path, authority, headers }) {
  return new Promise((resolve, reject) => {
    const flat = [['host', authority], ...headers].flat();
    const sent = request(
      { socketPath, method, path, agent, setHost: false, headers: flat, timeout: 60_000 },
      (answer) => {
        answer.resume();
        answer.on('end', () => {
          const echo = answer.headers['x-echo'];
          resolve({ status: answer.statusCode, headers: answer.headers, ...(echo && { echo: JSON.parse(echo) }) });
        });
        answer.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', (error) => reject(Object.assign(error, { wasReused: sent.reusedSocket })));
    sent.end();
  });
}

/** Closes the connections that were kept. */
export const closeClient = () => agent.destroy();
