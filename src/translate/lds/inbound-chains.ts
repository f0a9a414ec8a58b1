import type { InboundPort } from '../../mesh/inbound-ports.js';
import type { MtlsMode } from '../../mesh/peer-authentication.js';
import { classOf } from '../../mesh/protocols.js';

/** One filter chain of a port: what it takes, and what it does with it. */
export interface InboundChainKind {
  readonly http: boolean;
  readonly transport: 'tls' | 'raw_buffer';
  readonly alpn?: readonly string[];
  /** The proxy ends mutual TLS; else the bytes go on as they are. */
  readonly terminates: boolean;
}

const MESH_HTTP = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2'];
const MESH_TCP = ['istio-peer-exchange', 'istio'];
const MESH = ['istio', 'istio-peer-exchange', ...MESH_HTTP];
const PLAIN_HTTP = ['http/1.1', 'h2c'];

const mutual = (http: boolean, alpn?: readonly string[]): InboundChainKind => ({
  http,
  transport: 'tls',
  ...(alpn && { alpn }),
  terminates: true,
});
const plain = (http: boolean, alpn?: readonly string[]): InboundChainKind => ({
  http,
  transport: 'raw_buffer',
  ...(alpn && { alpn }),
  terminates: false,
});
/** TLS of the application itself. */
const FOREIGN_TLS: InboundChainKind = { http: false, transport: 'tls', terminates: false };

/**
 * Filter chains by what the port speaks and how mutual TLS is taken, in their order.
 * https://istio.io/latest/docs/concepts/security/#permissive-mode
 */
const CHAINS: Readonly<Record<'http' | 'tcp' | 'auto', Readonly<Record<MtlsMode, readonly InboundChainKind[]>>>> = {
  http: {
    permissive: [mutual(true, MESH), plain(true)],
    strict: [mutual(true)],
    disable: [plain(true)],
  },
  tcp: {
    permissive: [mutual(false, MESH), FOREIGN_TLS, plain(false)],
    strict: [mutual(false)],
    disable: [plain(false)],
  },
  auto: {
    permissive: [mutual(true, MESH_HTTP), plain(true, PLAIN_HTTP), mutual(false, MESH_TCP), plain(false), FOREIGN_TLS],
    strict: [mutual(true, MESH_HTTP), mutual(false)],
    disable: [plain(true, PLAIN_HTTP), plain(false)],
  },
};

/** The filter chains of a port. */
export function chainKinds(inbound: InboundPort): readonly InboundChainKind[] {
  const kind = inbound.served ? classOf(inbound.served.service.protocol) : 'auto';
  return kind === 'none' ? [] : CHAINS[kind][inbound.mode];
}

/** Whether the chain can only be chosen by looking for HTTP in the bytes. */
export function needsHttpDetection(kind: InboundChainKind): boolean {
  return kind.alpn === PLAIN_HTTP;
}
