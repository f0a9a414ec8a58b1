import type { NotRedirected, PodRedirection, Redirection } from '../inject/redirection/redirection.js';

/** The proxy's own ports. https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio */
export const PROXY_PORTS: readonly (readonly [port: number, meaning: string])[] = [
  [15000, 'administration of Envoy, on localhost'],
  [15001, 'outbound connections that were redirected'],
  [15004, "debugging of the agent's own configuration, on localhost"],
  [15006, 'inbound connections that were redirected'],
  [15008, 'inbound connections in HBONE tunnels'],
  [15020, 'metrics of application, agent and Envoy in one; health probes of the application'],
  [15021, 'health of the proxy'],
  [15053, 'DNS queries that were redirected, on localhost'],
  [15090, 'metrics of Envoy'],
];

const REASONS: Readonly<Record<NotRedirected, string>> = {
  'no-proxy': 'no proxy: the pod is not in the mesh',
  'host-network': "no proxy: the pod uses the node's network, and is never injected",
  gateway: 'a gateway: clients connect to it, nothing is redirected',
  ambient: "ambient: the node's proxy takes the pod's traffic",
  'mode-none': 'interception mode NONE: the proxy only takes what is sent to its ports',
  'no-init-container': 'a proxy, but no init container that redirects: only a CNI plugin could have done it',
};

/** The redirection of a pod in lines without indentation. */
export function formatRedirection(pod: PodRedirection): readonly string[] {
  return pod.kind === 'redirected' ? formatTaken(pod.redirection) : [`None: ${REASONS[pod.reason]}`];
}

function formatTaken(redirection: Redirection): readonly string[] {
  const { container, byCni, nftables, mode, user, group, inboundPort, outboundPort, dns } = redirection;
  const tool = nftables ? 'nftables' : 'iptables';
  const who = byCni ? `the CNI plugin sets it up, ${container} checks it` : `${container} sets it up`;
  return [
    `Mode: ${mode} (${tool}; ${who})`,
    `Inbound: ${formatInbound(redirection)} -> ${inboundPort}`,
    ...formatOutbound(redirection).map((text) => `Outbound: ${text} -> ${outboundPort}`),
    `Outbound, not taken: ${formatFree(redirection)}`,
    `DNS: ${dns ? 'queries to port 53, UDP and TCP -> 15053' : 'not redirected'}`,
    ...optional('Outbound traffic of these interfaces (virtual machines) is taken too', redirection.virtualInterfaces),
    ...optional('Interfaces left alone', redirection.excludedInterfaces),
    `Proxy: user ${user}, group ${group}`,
  ];
}

function optional(title: string, items: readonly string[]): readonly string[] {
  return items.length > 0 ? [`${title}: ${items.join(', ')}`] : [];
}

function formatInbound({ inboundPorts, excludedInboundPorts, mode }: Redirection): string {
  const source = mode === 'TPROXY' ? ', with the address of the client kept' : '';
  if (!inboundPorts.includes('*')) {
    return inboundPorts.length === 0 ? 'nothing' : `TCP to ports ${sortPorts(inboundPorts)}${source}`;
  }
  const but = excludedInboundPorts.length > 0 ? ` but ${sortPorts(excludedInboundPorts)}` : '';
  return `TCP to all ports${but}${source}`;
}

function formatOutbound({ ranges, excludedRanges, outboundPorts, excludedOutboundPorts }: Redirection): string[] {
  const but = [
    ...(excludedRanges.length > 0 ? [`addresses ${excludedRanges.join(', ')}`] : []),
    ...(excludedOutboundPorts.length > 0 ? [`ports ${sortPorts(excludedOutboundPorts)}`] : []),
  ];
  const except = but.length > 0 ? ` but ${but.join(' and ')}` : '';
  const lines = outboundPorts.length > 0 ? [`TCP to ports ${sortPorts(outboundPorts)}, whatever the address`] : [];
  if (ranges.includes('*')) return [...lines, `TCP to all addresses${except}`];
  if (ranges.length > 0) return [...lines, `TCP to ${ranges.join(', ')}${except}`];
  return lines.length > 0 ? lines : ['nothing'];
}

function formatFree({ user, dns }: Redirection): string {
  return `what the proxy (user ${user}) sends, localhost, UDP${dns ? ' other than DNS' : ''}`;
}

function sortPorts(ports: readonly string[]): string {
  return [...ports].sort((a, b) => Number(a) - Number(b)).join(', ');
}
