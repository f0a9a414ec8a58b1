import { createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { WebSocketHandler } from '@kubernetes/client-node/dist/web-socket-handler.js';
import { UserError } from '../model/errors.js';
import { connect, type KubeClient } from './client.js';
import type { KubeOptions } from './config.js';
import { connectionError, plain } from './errors.js';
import { type PodName, resolvePod } from './pod-target.js';

/** A local address that leads to a port of a pod. */
export interface Forward {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly baseUrl: string;
  /** Ends all connections and the listener. */
  close(): Promise<void>;
}

type WebSocket = Awaited<ReturnType<WebSocketHandler['connect']>>;

/** A tunnel to the pod, opened and not yet given to a local connection: what arrives meanwhile is kept. */
interface Tunnel {
  readonly socket: WebSocket;
  /** Sets who takes the pod's bytes and its errors; called once. */
  attach(sink: Sink): void;
}

interface Sink {
  data(bytes: Buffer): void;
  failed(message: string): void;
  ended(): void;
}

const DATA = 0;
const FAILURE = 1;
/** How long opening a tunnel may take, in milliseconds. */
const OPENING_MS = 30_000;

/**
 * Opens a way to a port of a pod through the API server, as `kubectl port-forward` does: a listener on 127.0.0.1, whose
 * every connection goes through a tunnel of its own. Once it listens, a pod that refuses a connection answers HTTP with
 * 502 and the reason. https://kubernetes.io/docs/reference/kubectl/generated/kubectl_port-forward/
 * @param target `[TYPE/]NAME[.NAMESPACE]` of a pod, or of what selects pods
 * @throws UserError when there is no such pod, or the user may not forward to it.
 */
export async function adminThroughPortForward(target: string, options: KubeOptions, port: number): Promise<Forward> {
  const client = await connect(options);
  try {
    const pod = await resolvePod(client, target);
    const open = await tunnelOpener(client, pod, port);
    const first = await open(); // before anything listens, so that a refusal is an error here and not a broken page later
    return await listen(open, first, client);
  } catch (error) {
    client.close();
    throw error;
  }
}

async function tunnelOpener(client: KubeClient, pod: PodName, port: number): Promise<() => Promise<Tunnel>> {
  const { WebSocketHandler } = await import('@kubernetes/client-node/dist/web-socket-handler.js');
  // The handler ends these streams when a peer closes a channel; its default is this process's own stdout.
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const handler = new WebSocketHandler(client.config, undefined, streams);
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/portforward?ports=${port}`;
  return () => openTunnel(handler, path, client, pod);
}

async function openTunnel(handler: WebSocketHandler, path: string, client: KubeClient, pod: PodName): Promise<Tunnel> {
  const waiting: ((sink: Sink) => void)[] = [];
  let taker: Sink | undefined;
  const give = (event: (sink: Sink) => void) => {
    if (taker) event(taker);
    else waiting.push(event);
  };
  const portSeen = new Set<number>();
  const receive = (channel: number, bytes: Buffer): boolean => {
    // Each channel begins with the port, two bytes. https://kubernetes.io/docs/reference/generated/kubernetes-api/
    const payload = portSeen.has(channel) ? bytes : bytes.subarray(2);
    portSeen.add(channel);
    if (payload.length === 0) return true;
    if (channel === DATA) give((sink) => sink.data(payload));
    else if (channel === FAILURE) give((sink) => sink.failed(plain(payload.toString('utf8'))));
    return true;
  };
  const socket = await withTimeout(handler.connect(path, null, receive)).catch((error: unknown) => {
    throw refusal(error, client, pod);
  });
  socket.onerror = (event) => give((sink) => sink.failed(plain(event.message)));
  socket.onclose = () => give((sink) => sink.ended());
  return {
    socket,
    attach: (sink) => {
      taker = sink;
      for (const event of waiting.splice(0)) event(sink);
    },
  };
}

function withTimeout<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time (timeout)')), OPENING_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function refusal(error: unknown, client: KubeClient, pod: PodName): UserError {
  const message =
    error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
      ? error.message
      : error;
  const status = Number(/server response: (\d+)/.exec(String(message))?.[1] ?? 0);
  const what = `forward to pod ${pod.name} in namespace ${pod.namespace}`;
  if (status === 401 || status === 403) {
    const hint = `needed: create and get on pods/portforward in namespace ${pod.namespace}`;
    return new UserError('failed', `user ${client.asker.user} may not ${what}`, hint);
  }
  if (status > 0) {
    const hint = 'the pod may be starting or gone, or its node out of reach';
    return new UserError('failed', `cannot ${what}: the API server answered ${status}`, hint);
  }
  const cause = typeof error === 'object' && error !== null && 'error' in error ? error.error : error;
  return connectionError(cause, client.asker);
}

async function listen(open: () => Promise<Tunnel>, first: Tunnel, client: KubeClient): Promise<Forward> {
  const local = new Set<Socket>();
  let ready: Tunnel | undefined = first;
  const server = createServer((socket) => {
    local.add(socket);
    socket.on('close', () => local.delete(socket));
    socket.on('error', () => socket.destroy()); // the local side went away: its tunnel closes with it
    // The first tunnel may have been closed while it waited; a fresh one then tells why.
    const tunnel = ready && ready.socket.readyState === ready.socket.OPEN ? Promise.resolve(ready) : open();
    ready = undefined;
    tunnel.then(
      (t) => join(socket, t),
      (error: unknown) => refuse(socket, error instanceof Error ? error.message : String(error)),
    );
  });
  const port = await listenOnLoopback(server);
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of local) socket.destroy();
      ready?.socket.terminate();
      client.close();
      await closed;
    },
  };
}

function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

/** Joins a local connection and a tunnel, each as fast as the slower side takes it. */
function join(socket: Socket, { socket: tunnel, attach }: Tunnel): void {
  let answered = false;
  if (socket.destroyed) {
    tunnel.terminate();
    return;
  }
  socket.on('drain', () => tunnel.resume());
  socket.on('data', (bytes: Buffer) => {
    socket.pause();
    tunnel.send(Buffer.concat([Buffer.of(DATA), bytes]), () => socket.resume());
  });
  socket.on('close', () => tunnel.terminate());
  attach({
    data: (bytes) => {
      answered = true;
      if (!socket.write(bytes)) tunnel.pause();
    },
    failed: (message) => {
      if (answered) socket.destroy();
      else refuse(socket, message);
      answered = true;
    },
    ended: () => {
      socket.end();
    },
  });
}

/** Tells an HTTP client why there is nothing behind the address. */
function refuse(socket: Socket, reason: string): void {
  const body = `${reason}\n`;
  const length = Buffer.byteLength(body);
  socket.resume(); // an unread request would turn the end into a reset, and the answer would be lost
  socket.end(
    `HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
