import type { AppPort, PodRedirection } from '../../inject/redirection/redirection.js';
import type { WorkloadDescription } from '../../mesh/describe/workload.js';
import { formatRedirection, PROXY_PORTS } from '../redirection.js';
import { columns, line, type PlaceOf, section } from './text.js';
import { formatWorkload, workloadData } from './workload.js';

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
export function formatPod(pod: PodDescription, place: PlaceOf): string {
  const { name, namespace, exists, revision, proxyImage, redirection, workload } = pod;
  return [
    line(`Pod: ${name}.${namespace}${exists ? '' : ' (template of a workload without pods)'}`),
    line(`Revision: ${revision || 'none'}`),
    line(`Proxy: ${proxyImage || (workload ? 'comes with injection' : 'none')}`),
    section('Redirection', awaitsInjection(pod) ? ['comes with injection'] : formatRedirection(redirection)),
    section('Ports of the application', formatPorts(pod.ports, redirection)),
    redirection.kind === 'redirected' ? section('Ports of the proxy', formatProxyPorts()) : '',
    workload ? formatWorkload(workload, place) : '',
  ].join('');
}

/** A template that the injector has not seen yet, and will take. */
function awaitsInjection({ redirection, workload }: PodDescription): boolean {
  return workload !== undefined && redirection.kind === 'not-redirected' && redirection.reason === 'no-proxy';
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

/** The same as plain data. */
export function podData({ workload, ...pod }: PodDescription, place: PlaceOf): object {
  return workload ? { ...pod, ...workloadData(workload, place) } : pod;
}
