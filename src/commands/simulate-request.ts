import type { Command } from 'commander';
import { Option } from 'commander';
import type { Call } from '../cli/command.js';
import { collect, flag, text, texts } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import type { Headers, SimulatedRequest } from '../simulate/types.js';

/** A request as the command line says it, before its host is looked up. */
export interface AskedRequest {
  readonly host: string;
  readonly port: number;
  readonly inbound: boolean;
  readonly http?: NonNullable<SimulatedRequest['http']>;
  readonly tls: SimulatedRequest['tls'];
  readonly sni?: string;
  readonly alpn?: readonly string[];
  readonly source?: NonNullable<SimulatedRequest['source']>;
}

/** Adds what describes a request. */
export function addRequestOptions(command: Command): void {
  command.argument('[method]', 'HTTP method').argument('[url]', 'URL, e.g. http://catalog:8080/items?id=1');
  command.addOption(
    new Option('-H, --header <header>', "request header as 'name: value'; repeatable").argParser(collect),
  );
  command.option('--sni <name>', 'server name of the TLS handshake (default: host of the URL)');
  command.option('--alpn <protocols>', 'application protocols that the client offers, e.g. h2,http/1.1');
  command.option('--tls', 'the connection is TLS (default: as the URL says)');
  command.option('--mtls', 'the connection is TLS with a client certificate');
  command.option('--principal <uri>', 'URI of the client certificate, e.g. spiffe://cluster.local/ns/shop/sa/web');
  command.option('--source-ip <ip>', 'address of the client');
  command.option('--tcp <host:port>', 'follow a TCP connection in place of an HTTP request');
  command.option('--inbound', 'the request arrives at the proxy from outside of its pod');
}

/**
 * Decodes what `addRequestOptions` added.
 * @throws UserError (usage) for a URL, header or address that is none
 */
export function decodeRequest(call: Call): AskedRequest {
  const { options } = call;
  const tcp = text(options, 'tcp');
  const place = tcp === undefined ? httpPlace(call) : tcpPlace(tcp, call);
  const tls = flag(options, 'mtls') ? 'mtls' : flag(options, 'tls') || place.secure ? 'tls' : 'none';
  const sni = text(options, 'sni') ?? (tls === 'none' || /^[\d.]+$|:/.test(place.host) ? undefined : place.host);
  const alpn = text(options, 'alpn')?.split(',').filter(Boolean);
  const principal = text(options, 'principal');
  const ip = text(options, 'sourceIp');
  const source = { ...(ip !== undefined && { ip }), ...(principal !== undefined && { principal }) };
  return {
    host: place.host,
    port: place.port,
    inbound: flag(options, 'inbound'),
    ...(place.http && { http: place.http }),
    tls: principal === undefined ? tls : 'mtls',
    ...(sni !== undefined && { sni }),
    ...(alpn && { alpn }),
    ...(ip === undefined && principal === undefined ? {} : { source }),
  };
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly http?: NonNullable<SimulatedRequest['http']>;
}

function tcpPlace(address: string, call: Call): Place {
  const [, host = '', port] = /^(.+):(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined || call.args.length > 0) {
    throw new UserError('usage', `--tcp ${address}: HOST:PORT was expected, and neither method nor URL`);
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port), secure: false };
}

function httpPlace(call: Call): Place {
  // A lone URL is asked for with GET.
  const [first, second, extra] = call.args;
  const [method, url] = second === undefined ? ['GET', first] : [first ?? 'GET', second];
  if (url === undefined || extra !== undefined) {
    throw new UserError('usage', 'a URL is missing', 'meshwright simulate --from PROXY GET http://HOST:PORT/PATH');
  }
  // Not parsed by URL: what a client sends is what it wrote, dots and escapes included.
  const [, scheme = '', authority = '', rest = ''] = /^(https?):\/\/([^/?#]+)(.*)$/is.exec(url) ?? [];
  const [, host, port] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(authority) ?? [];
  if (host === undefined) throw new UserError('usage', `${url}: no URL`, 'e.g. http://catalog.shop:8080/items');
  const secure = scheme.toLowerCase() === 'https';
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  const headers = texts(call.options, 'header').map(decodeHeader);
  const given = headers.find(([name]) => name === 'host')?.[1];
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (secure ? 443 : 80) : Number(port),
    secure,
    http: {
      method: method.toUpperCase(),
      scheme: secure ? 'https' : 'http',
      authority: given ?? authority,
      path,
      headers: headers.filter(([name]) => name !== 'host'),
    },
  };
}

function decodeHeader(header: string): Headers[number] {
  const [, name, value = ''] = /^([^:\s]+)\s*:\s*(.*)$/s.exec(header) ?? [];
  if (name === undefined) throw new UserError('usage', `-H ${header}: no header`, "write it as 'name: value'");
  return [name.toLowerCase(), value.trim()];
}
