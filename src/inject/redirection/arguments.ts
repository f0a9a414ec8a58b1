/** Flags of the program that sets up redirection, by their short and long names. https://istio.io/latest/docs/reference/commands/pilot-agent/#pilot-agent-istio-iptables */
const FLAGS = {
  outboundPort: ['p', 'envoy-port'],
  inboundPort: ['z', 'inbound-capture-port'],
  tunnelPort: ['e', 'inbound-tunnel-port'],
  user: ['u', 'proxy-uid'],
  group: ['g', 'proxy-gid'],
  mode: ['m', 'istio-inbound-interception-mode'],
  inboundPorts: ['b', 'istio-inbound-ports'],
  excludedInboundPorts: ['d', 'istio-local-exclude-ports'],
  ranges: ['i', 'istio-service-cidr'],
  excludedRanges: ['x', 'istio-service-exclude-cidr'],
  outboundPorts: ['q', 'istio-outbound-ports'],
  excludedOutboundPorts: ['o', 'istio-local-outbound-ports-exclude'],
  virtualInterfaces: ['k', 'kube-virt-interfaces'],
  excludedInterfaces: ['c', 'istio-exclude-interfaces'],
} as const;

export type FlagName = keyof typeof FLAGS;

/** What the arguments say: values of flags, and the switches among them. */
export interface RedirectionArguments {
  readonly values: Readonly<Partial<Record<FlagName, string>>>;
  /** Long names of switches that are on: `run-validation`, `native-nftables`. */
  readonly switches: ReadonlySet<string>;
}

const SWITCHES: ReadonlySet<string> = new Set([
  'run-validation',
  'skip-rule-apply',
  'force-apply',
  'native-nftables',
  'redirect-dns',
  'capture-all-dns',
  'dual-stack',
  'drop-invalid',
  'log_as_json',
]);

const BY_NAME: ReadonlyMap<string, FlagName> = new Map(
  (Object.keys(FLAGS) as FlagName[]).flatMap((flag) => FLAGS[flag].map((name): [string, FlagName] => [name, flag])),
);

/** Reads the arguments after `istio-iptables`, written `-p 15001`, `-p=15001`, `--envoy-port 15001` or `--envoy-port=15001`. */
export function parseArguments(args: readonly string[]): RedirectionArguments {
  const values: Partial<Record<FlagName, string>> = {};
  const switches = new Set<string>();
  for (let i = 0; i < args.length; i++) {
    const [, name, , inline] = /^--?([A-Za-z_-]+)(=([\s\S]*))?$/.exec(args[i] ?? '') ?? [];
    if (name === undefined) continue;
    const flag = BY_NAME.get(name);
    if (flag) values[flag] = inline ?? args[++i] ?? '';
    else if (SWITCHES.has(name) && inline !== 'false') switches.add(name);
  }
  return { values, switches };
}
