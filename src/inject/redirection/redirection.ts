import type { ContainerSpec, PodSpec } from '../../model/kinds/kubernetes.js';
import { type FlagName, parseArguments } from './arguments.js';

/** What a pod's redirection takes, and where it goes. Lists are as they are written; `*` stands for everything. */
export interface Redirection {
  /** The init container that sets it up, or checks what the CNI plugin has set up. */
  readonly container: string;
  readonly byCni: boolean;
  readonly nftables: boolean;
  /** REDIRECT or TPROXY. */
  readonly mode: string;
  /** Connections of this user and group are the proxy's own, and not taken. */
  readonly user: string;
  readonly group: string;
  readonly inboundPort: number;
  readonly outboundPort: number;
  readonly inboundPorts: readonly string[];
  readonly excludedInboundPorts: readonly string[];
  readonly ranges: readonly string[];
  readonly excludedRanges: readonly string[];
  /** Ports that are taken whatever the address. */
  readonly outboundPorts: readonly string[];
  readonly excludedOutboundPorts: readonly string[];
  readonly virtualInterfaces: readonly string[];
  readonly excludedInterfaces: readonly string[];
  /** DNS queries go to the proxy. https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/ */
  readonly dns: boolean;
}

/** Why nothing of a pod is redirected by a sidecar. */
export type NotRedirected = 'no-proxy' | 'host-network' | 'gateway' | 'ambient' | 'mode-none' | 'no-init-container';

/** The redirection of a pod, or why it has none. */
export type PodRedirection =
  | { readonly kind: 'redirected'; readonly redirection: Redirection }
  | { readonly kind: 'not-redirected'; readonly reason: NotRedirected };

export interface PodFacts {
  readonly spec: PodSpec | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

const PROXY = 'istio-proxy';
const SUBCOMMAND = 'istio-iptables';
const DNS_CAPTURE = 'ISTIO_META_DNS_CAPTURE';

/** Reads the redirection of a pod from the arguments of its init container. https://istio.io/latest/docs/ops/deployment/application-requirements/#pod-requirements */
export function readRedirection({ spec = {}, annotations }: PodFacts): PodRedirection {
  const all = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const proxy = all.find(({ name }) => name === PROXY);
  const init = all.find((container) => argumentsOf(container).includes(SUBCOMMAND));
  if (!init) return { kind: 'not-redirected', reason: whyNot(spec, annotations, proxy) };
  const args = argumentsOf(init);
  return { kind: 'redirected', redirection: readArguments(init, args.slice(args.indexOf(SUBCOMMAND) + 1), proxy) };
}

function whyNot(spec: PodSpec, annotations: PodFacts['annotations'], proxy: ContainerSpec | undefined): NotRedirected {
  if (annotations['ambient.istio.io/redirection'] === 'enabled') return 'ambient';
  if (!proxy) return spec.hostNetwork ? 'host-network' : 'no-proxy';
  if (proxy.args?.includes('router')) return 'gateway';
  const mode = annotations['sidecar.istio.io/interceptionMode'] ?? environment(proxy, 'ISTIO_META_INTERCEPTION_MODE');
  return mode === 'NONE' ? 'mode-none' : 'no-init-container';
}

function readArguments(init: ContainerSpec, args: readonly string[], proxy: ContainerSpec | undefined): Redirection {
  const { values, switches } = parseArguments(args);
  const list = (name: FlagName, fallback = '') => splitList(values[name] ?? fallback);
  const user = values.user || '1337';
  return {
    container: init.name ?? '',
    byCni: switches.has('skip-rule-apply'),
    nftables: switches.has('native-nftables'),
    mode: values.mode || 'REDIRECT',
    user,
    group: values.group || user,
    inboundPort: Number(values.inboundPort || 15006),
    outboundPort: Number(values.outboundPort || 15001),
    inboundPorts: list('inboundPorts'),
    excludedInboundPorts: list('excludedInboundPorts'),
    ranges: list('ranges'),
    excludedRanges: list('excludedRanges'),
    outboundPorts: list('outboundPorts'),
    excludedOutboundPorts: list('excludedOutboundPorts'),
    virtualInterfaces: list('virtualInterfaces'),
    excludedInterfaces: list('excludedInterfaces'),
    dns: switches.has('redirect-dns') || [init, proxy].some((c) => c && environment(c, DNS_CAPTURE) === 'true'),
  };
}

function argumentsOf({ command = [], args = [] }: ContainerSpec): readonly string[] {
  return [...command, ...args];
}

function environment(container: ContainerSpec, name: string): string | undefined {
  return container.env?.find((variable) => variable.name === name)?.value;
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** A port that a container of the application declares. */
export interface AppPort {
  readonly container: string;
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  /** Whether connections to it go through the proxy. */
  readonly taken: boolean;
}

/** The declared ports of a pod, the proxy's own aside. UDP never goes through the proxy. */
export function appPorts({ spec = {} }: PodFacts, pod: PodRedirection): readonly AppPort[] {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].filter(({ name }) => name !== PROXY);
  return containers.flatMap(({ name: container = '', ports = [] }) =>
    ports.map(({ name = '', containerPort: port = 0, protocol = 'TCP' }) => {
      const taken = pod.kind === 'redirected' && protocol === 'TCP' && takesInbound(pod.redirection, port);
      return { container, name, port, protocol, taken };
    }),
  );
}

function takesInbound({ inboundPorts, excludedInboundPorts }: Redirection, port: number): boolean {
  if (inboundPorts.includes('*')) return !excludedInboundPorts.includes(String(port));
  return inboundPorts.includes(String(port));
}
