import type { AppPort, PodRedirection } from '../inject/redirection/redirection.js';
import type { DescribedPolicy, DescribedService, WorkloadDescription } from '../mesh/workload-description.js';
import { describeResource, type Resource } from '../model/resource.js';
import { formatRedirection, PROXY_PORTS } from './redirection.js';
import { formatTable } from './table.js';
import { printable } from './terminal.js';

/** What is told of a pod. */
export interface PodDescription {
  readonly name: string;
  readonly namespace: string;
  /** False for the template of a workload without pods. */
  readonly exists: boolean;
  /** Revision whose injector made it; '' where nothing tells. */
  readonly revision: string;
  readonly proxyImage: string;
  readonly redirection: PodRedirection;
  readonly ports: readonly AppPort[];
  /** Absent for pods outside the mesh. */
  readonly workload?: WorkloadDescription;
}

/** A pod in sections. */
export function formatPod(pod: PodDescription): string {
  const { name, namespace, exists, revision, proxyImage, redirection, workload } = pod;
  return [
    line(`Pod: ${name}.${namespace}${exists ? '' : ' (template of a workload without pods)'}`),
    line(`Revision: ${revision || 'none'}`),
    line(`Proxy: ${proxyImage || 'none'}`),
    section('Redirection', formatRedirection(redirection)),
    section('Ports of the application', formatPorts(pod.ports, redirection)),
    redirection.kind === 'redirected' ? section('Ports of the proxy', formatProxyPorts()) : '',
    workload ? formatWorkload(workload) : '',
  ].join('');
}

function line(text: string): string {
  return `${printable(text)}\n`;
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${title}: none\n`;
  return `${title}:\n${lines.map((text) => `  ${printable(text)}\n`).join('')}`;
}

/** Rows as lines with aligned columns. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  return formatTable(rows, { padding: 2 })
    .split('\n')
    .filter(Boolean)
    .map((text) => text.trimEnd());
}

function formatPorts(ports: readonly AppPort[], redirection: PodRedirection): readonly string[] {
  const verdict = ({ taken }: AppPort) => {
    if (redirection.kind !== 'redirected') return '';
    return taken ? `through the proxy (${redirection.redirection.inboundPort})` : 'past the proxy';
  };
  return columns(ports.map((port) => [`${port.port}/${port.protocol}`, port.name, port.container, verdict(port)]));
}

function formatProxyPorts(): readonly string[] {
  return columns(PROXY_PORTS.map(([port, meaning]) => [String(port), meaning]));
}

function formatWorkload(workload: WorkloadDescription): string {
  const { services, inbound, sidecar, authorization, requestAuthentications } = workload;
  return [
    section('Services', services.flatMap(formatService)),
    ...(sidecar ? [line(`Sidecar: ${nameOf(sidecar)}`)] : []),
    section(
      'Mutual TLS of inbound connections',
      columns(inbound.map(({ port, mode }) => [port === undefined ? 'other ports' : String(port), mode.toUpperCase()])),
    ),
    section('AuthorizationPolicies', columns(authorization.map(formatPolicy))),
    section(
      'RequestAuthentications',
      columns(requestAuthentications.map(({ issuer, resource }) => [nameOf(resource), `issuer ${issuer}`])),
    ),
  ].join('');
}

function formatService({ service, ports, destinationRules, virtualServices }: DescribedService): readonly string[] {
  return [
    service.hostname,
    ...ports.map(({ port, targetPort }) => {
      const protocol = port.protocol === 'auto' ? 'protocol detected' : port.protocol;
      return `  Port ${port.number}${port.name && ` (${port.name})`}, ${protocol} -> ${targetPort}`;
    }),
    ...destinationRules.map((rule) => `  DestinationRule ${nameOf(rule)}`),
    ...virtualServices.map((rule) => `  VirtualService ${nameOf(rule)}`),
  ];
}

function formatPolicy({ action, resource, rules, dryRun }: DescribedPolicy): readonly string[] {
  return [nameOf(resource), action, `${rules} rule${rules === 1 ? '' : 's'}${dryRun ? ', dry run' : ''}`];
}

/** `name.namespace`, without the kind. */
function nameOf(resource: Resource): string {
  return describeResource(resource).slice(resource.kind.length + 1);
}

/** The same as plain data. */
export function podData({ workload, ...pod }: PodDescription): object {
  if (!workload) return pod;
  const { services, inbound, sidecar, authorization, requestAuthentications } = workload;
  return {
    ...pod,
    services: services.map(({ service, ports, destinationRules, virtualServices }) => ({
      host: service.hostname,
      ports: ports.map(({ port, targetPort }) => ({ ...port, targetPort })),
      destinationRules: destinationRules.map(nameOf),
      virtualServices: virtualServices.map(nameOf),
    })),
    mutualTls: inbound.map(({ port, mode }) => ({ ...(port !== undefined && { port }), mode: mode.toUpperCase() })),
    ...(sidecar && { sidecar: nameOf(sidecar) }),
    authorizationPolicies: authorization.map(({ resource, ...rest }) => ({ name: nameOf(resource), ...rest })),
    requestAuthentications: requestAuthentications.map(({ issuer, resource }) => ({ name: nameOf(resource), issuer })),
  };
}
