import { isIP } from 'node:net';
import type { Path } from '../../model/resource.js';
import type { Tree } from '../types.js';
import { at, isTrue, listAt, textAt, treeAt } from './tree.js';

/** What is wrong with a setting beyond its type, and where it is in the spec. */
export interface SettingProblem {
  readonly path: Path;
  readonly text: string;
}

/**
 * What no schema says of a merged spec: names that can be none, ranges and ports that can't be read, and ports that only
 * root may open. https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/
 */
export function checkSettings(spec: Tree): readonly SettingProblem[] {
  return [
    ...checkText(spec, ['revision'], isDnsLabel, 'is no DNS label, as a revision has to be'),
    ...checkText(spec, ['hub'], isHub, 'can not be the registry of images'),
    ...checkText(spec, ['tag'], isTag, 'can not be the tag of an image'),
    ...['includeIPRanges', 'excludeIPRanges'].flatMap((field) =>
      checkText(
        spec,
        ['values', 'global', 'proxy', field],
        isRanges,
        'is neither * nor CIDR ranges with commas between',
      ),
    ),
    ...['includeInboundPorts', 'excludeInboundPorts'].flatMap((field) =>
      checkText(spec, ['values', 'global', 'proxy', field], isPorts, 'is neither * nor ports with commas between'),
    ),
    ...checkGateways(spec, 'ingressGateways', 'istio-ingressgateway'),
    ...checkGateways(spec, 'egressGateways', 'istio-egressgateway'),
  ];
}

function checkText(
  spec: Tree,
  path: readonly string[],
  holds: (text: string) => boolean,
  wrong: string,
): SettingProblem[] {
  const text = textAt(spec, ...path);
  return text === '' || holds(text) ? [] : [{ path: ['spec', ...path], text: `"${text}" ${wrong}` }];
}

const isDnsLabel = (text: string) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
const isTag = (text: string) => /^[A-Za-z0-9_.-]{1,128}$/.test(text);
const isRanges = (text: string) => text === '*' || text.split(',').every(isRange);
const isPorts = (text: string) => text.split(',').every((port) => port === '' || port === '*' || isPort(port));
const isPort = (text: string) => /^[+-]?\d+$/.test(text) && Number(text) >= 0 && Number(text) <= 65535;

/** https://pkg.go.dev/net/netip#ParsePrefix */
function isRange(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  return version > 0 && more.length === 0 && /^(0|[1-9]\d*)$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

/** A registry, if there is a dot or port in the first part, and a path. https://github.com/distribution/reference */
function isHub(hub: string): boolean {
  const [first = '', ...others] = `${hub}/pilot`.split('/');
  const hasRegistry = /[.:]/.test(first) || first === 'localhost';
  const path = (hasRegistry ? others : [first, ...others]).join('/');
  const registry = /^(\[[0-9a-fA-F:.]+\]|[\w.~-]+)(:\d*)?$/;
  return (!hasRegistry || registry.test(first)) && /^[a-z0-9_./-]{2,255}$/.test(path);
}

/** Pods of a gateway can't listen below 1024, unless they run as root. */
function checkGateways(spec: Tree, kind: string, name: string): SettingProblem[] {
  const settings = treeAt(spec, 'values', 'gateways', name);
  if (isTrue(settings, 'runAsRoot')) return [];
  const entries = listAt(spec, 'components', kind).flatMap((entry, index) =>
    checkPorts(listAt(entry, 'k8s', 'service', 'ports'), ['components', kind, index, 'k8s', 'service', 'ports'], name),
  );
  const ingressPorts = listAt(settings, 'ingressPorts');
  return [...entries, ...checkPorts(ingressPorts, ['values', 'gateways', name, 'ingressPorts'], name)];
}

function checkPorts(ports: readonly unknown[], path: Path, name: string): SettingProblem[] {
  return ports.flatMap((entry, index) => {
    const target = at(entry, 'targetPort');
    const port = at(entry, 'port');
    if (typeof target === 'string' || typeof port !== 'number') return [];
    const opened = typeof target === 'number' && target !== 0 ? target : port;
    if (opened >= 1024) return [];
    const text = `only root may listen on ${opened}: choose a targetPort from 1024 on, or set values.gateways.${name}.runAsRoot`;
    return [{ path: ['spec', ...path, index], text }];
  });
}
