import { isObject } from '../../model/decode.js';
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
    if (!isObject(port) || String(port['protocol'] ?? '').toUpperCase() === 'UDP') return [];
    const problem = problemOf(port);
    if (!problem) return [];
    return [{ path: ['spec', 'ports', i], severity: 'error' as const, text: problem, code: 'MW0110' as const }];
  });
}

function problemOf(port: Readonly<Record<string, unknown>>): string | undefined {
  const { name, appProtocol, port: number } = port;
  if (typeof appProtocol === 'string') {
    return isKnown(appProtocol)
      ? undefined
      : `port ${number} has appProtocol ${appProtocol}, which is no protocol of Istio's`;
  }
  if (typeof name !== 'string') {
    return `port ${number} has no name, so Istio guesses its protocol; name it PROTOCOL[-SUFFIX] or set appProtocol`;
  }
  if (isKnown(name.split('-', 1)[0] ?? '')) return undefined;
  return `port ${number} is named ${name}, which begins with no protocol; name it PROTOCOL[-SUFFIX] or set appProtocol`;
}

/** As `istioctl validate`, which knows no names of Kubernetes' own, such as kubernetes.io/h2c, though istiod reads them. */
function isKnown(protocol: string): boolean {
  return protocol !== '' && isProtocol(protocol);
}
