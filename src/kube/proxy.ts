import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that HTTPS_PROXY / HTTP_PROXY and NO_PROXY give for a server, as kubectl takes them; never one for loopback.
 * A `proxy-url` of the kubeconfig goes before. https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function environmentProxy(server: string, env: Environment): string | undefined {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (!url) return undefined;
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = env[name.toUpperCase()] || env[name];
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (!proxy || host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (excluded(host, port, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function excluded(host: string, port: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean)
    .some((entry) => entry === '*' || matches(host, port, entry));
}

function matches(host: string, port: string, entry: string): boolean {
  const [, network, bits] = /^([0-9a-f.:]+)\/(\d+)$/.exec(entry) ?? [];
  if (network && bits) return inNetwork(host, network, Number(bits));
  const [, name = entry, onlyPort] = isIP(entry) === 6 ? [entry, entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  if (onlyPort && onlyPort !== port) return false;
  const domain = name.replace(/^\*(?=\.)/, '');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function inNetwork(host: string, network: string, bits: number): boolean {
  const family = isIP(network);
  if (isIP(host) !== family || family === 0 || bits > (family === 4 ? 32 : 128)) return false;
  const block = new BlockList();
  block.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6');
  return block.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
