import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { isCidr, isIpAddress } from './syntax.js';
import { error } from './violation.js';

export const UNIX = 'unix://';

export function checkIp(address: string, path: Path): readonly Violation[] {
  return isIpAddress(address) ? [] : [error(path, `${JSON.stringify(address)} is no IP address`)];
}

/** An address, or a CIDR block when there is a slash. */
export function checkSubnet(subnet: string, path: Path): readonly Violation[] {
  if (!subnet.includes('/')) return checkIp(subnet, path);
  return isCidr(subnet) ? [] : [error(path, `${JSON.stringify(subnet)} is no CIDR block such as 10.0.0.0/8`)];
}

/** `unix:///path` of a file, or `unix://@name` in the abstract namespace. */
export function checkUnixAddress(address: string, path: Path): readonly Violation[] {
  const name = address.slice(UNIX.length);
  if (name === '') return [error(path, 'unix socket has no path; write unix:///path')];
  if (name.startsWith('@') || (name.startsWith('/') && !name.endsWith('/'))) return [];
  return [error(path, `unix socket ${JSON.stringify(name)} is no absolute path of a file; write unix:///path`)];
}
