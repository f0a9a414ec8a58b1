import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkFqdn } from './hosts.js';
import { isDnsLabel } from './syntax.js';
import { error, warning } from './violation.js';

/** The word for all sidecars. */
export const MESH = 'mesh';

/**
 * Gateways that a VirtualService or one of its matches names: `namespace/name`, a name of the own namespace, or `mesh`.
 * As Istio's webhook does, it looks no further than to the first name without a slash.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */
export function checkGatewayNames(gateways: readonly string[] | undefined, path: Path): readonly Violation[] {
  if (!gateways) return [];
  const found: Violation[] = [];
  for (const [i, gateway] of gateways.entries()) {
    const slash = gateway.indexOf('/');
    if (slash < 0) return [...found, ...checkName(gateway, [...path, i])];
    const [namespace, name] = [gateway.slice(0, slash), gateway.slice(slash + 1)];
    if (namespace === '' || name === '') found.push(error([...path, i], 'gateway has an empty part beside its slash'));
    if (!isDnsLabel(namespace)) {
      found.push(error([...path, i], `gateway has namespace ${JSON.stringify(namespace)}, which is no DNS label`));
    }
    if (!isDnsLabel(name))
      found.push(error([...path, i], `gateway has name ${JSON.stringify(name)}, which is no DNS label`));
  }
  return found;
}

function checkName(gateway: string, path: Path): readonly Violation[] {
  const problems = checkFqdn(gateway, path);
  const [name = '', namespace] = gateway.split('.');
  if (namespace === undefined) return problems;
  const text = `gateway ${JSON.stringify(gateway)} is written the old way; write "${namespace}/${name}"`;
  return [warning(path, text), ...problems];
}

/**
 * The same where the webhook keeps only what refuses: what is merely old in the gateways of a match of http and tcp rules isn't told.
 */
export function checkMatchGateways(gateways: readonly string[] | undefined, path: Path): readonly Violation[] {
  return checkGatewayNames(gateways, path).filter(({ severity }) => severity === 'error');
}

/** Whether a VirtualService is for gateways alone: it names some, and not the sidecars with them. */
export function isForGatewaysOnly(gateways: readonly string[] = []): boolean {
  return gateways.length > 0 && !gateways.includes(MESH);
}
