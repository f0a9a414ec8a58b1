// A client that decides everything about a connection: whence it comes, whither it meant to go, and its handshake.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What comes comes at once; a machine that does much else may take its time. */
const WAIT = 60_000;

/**
 * Opens a connection to a port on this machine; the PROXY protocol tells the listener where it was meant to go.
 * @param from `{address, port}` of this end, an address of 127.0.0.0/8
 * @param to `{address, port}` that the client meant
 * @param tls `{servername, alpn, cert, key}`, undefined for plain text
 */
export async function open(port, { from, to, tls }, wait = WAIT) {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from.address });
  socket.on('error', () => {});
  await settled(socket, 'connect', wait);
  socket.write(`PROXY TCP4 ${from.address} ${to.address} ${from.port} ${to.port}\r\n`);
  if (!tls) return socket;
  const { alpn, ...rest } = tls;
  const secure = connectTls({
    socket,
    rejectUnauthorized: false,
    ...(alpn?.length > 0 && { ALPNProtocols: alpn }),
    ...rest,
  });
  secure.on('error', () => {});
  await settled(secure, 'secureConnect', wait);
  return secure;
}

async function settled(socket, event, wait) {
  const timer = setTimeout(() => socket.destroy(new Error('timeout')), wait);
  try {
    await Promise.race([once(socket, event), once(socket, 'close').then(() => Promise.reject(new Error('closed')))]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends text and reads until the other end closes, or until it has sent `enough`. */
export async function exchange(socket, text, enough, wait = WAIT) {
  let got = '';
  socket.setTimeout(wait, () => socket.destroy());
  socket.on('data', (data) => {
    got += data.toString('latin1');
    if (enough && got.includes(enough)) socket.destroy();
  });
  if (text) socket.write(text);
  if (!socket.destroyed) await once(socket, 'close').catch(() => {});
  return got;
}

/** An HTTP/1.1 request as text. */
export function requestText({ method, path, authority, headers }) {
  const lines = [['host', authority], ...headers, ['connection', 'close'], ['content-length', '0']];
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** `{status, headers, body}` of a response, undefined for none. */
export function parseResponse(text) {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1];
  if (!status) return undefined;
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0].toLowerCase(), line.replace(/^[^:]*: ?/, '')]),
  );
  return { status: Number(status), headers, body };
}

/** A server on a socket file that sends back the bytes it gets. */
export async function startByteEcho(path) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  server.listen(path);
  await once(server, 'listening');
  return server;
}
