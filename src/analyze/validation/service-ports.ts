import { isObject } from '../../model/decode.js';
import { textOf } from '../../model/text.js';
import type { Violation } from '../types.js';
import { isProtocol } from './syntax.js';

/**
 * Whether Istio can tell the protocol of each port of a Service: by appProtocol, else by the name before the first dash.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function checkServicePorts(service: Readonly<Record<string, unknown>>): readonly Violation[] {
  const spec = isObject(service['spec']) ? service['spec'] : {};
  const ports: readonly unknown[] = Array.isArray(spec['ports']) ? spec['ports'] : [];
  return ports.flatMap((port, i) => {
    if (!isObject(port) || textOf(port['protocol'] ?? '').toUpperCase() === 'UDP') return [];
    const problem = problemOf(port);
    if (!problem) return [];
    return [{ path: ['spec', 'ports', i], severity: 'error' as const, text: problem, code: 'MW0110' as const }];
  });
}

function problemOf(port: Readonly<Record<string, unknown>>): string | undefined {
  const { name, appProtocol } = port;
  const number = textOf(port['port']);
  if (typeof appProtocol === 'string') {
    return isKnown(appProtocol) ? undefined : `port ${number} has appProtocol ${appProtocol}, which Istio doesn't know`;
  }
  if (typeof name !== 'string') {
    return `port ${number} has no name, so Istio guesses its protocol; name it PROTOCOL[-SUFFIX] or set appProtocol`;
  }
  if (isKnown(name.split('-', 1)[0] ?? '')) return undefined;
  return `port ${number} is named ${name}, which begins with no protocol; name it PROTOCOL[-SUFFIX] or set appProtocol`;
}

/** Names that Kubernetes itself gives to protocols. https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol */
const OF_KUBERNETES = new Set(['kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss']);

function isKnown(protocol: string): boolean {
  return protocol !== '' && (isProtocol(protocol) || OF_KUBERNETES.has(protocol));
}
