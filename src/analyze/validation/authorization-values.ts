import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { isIpOrCidr } from './syntax.js';
import { error } from './violation.js';

/** Addresses and ranges of a field; one finding each. */
export function checkAddresses(values: readonly string[], path: Path): readonly Violation[] {
  return values.flatMap((value, i) => {
    const problem = addressProblem(value);
    return problem ? [error([...path, i], problem)] : [];
  });
}

/** Ports of a field, which are texts; one finding each. */
export function checkPorts(values: readonly string[], path: Path): readonly Violation[] {
  return values.flatMap((value, i) => {
    const problem = portProblem(value);
    return problem ? [error([...path, i], problem)] : [];
  });
}

export function addressProblem(value: string): string | undefined {
  if (isIpOrCidr(value)) return undefined;
  return `${JSON.stringify(value)} is no IP address${value.includes('/') ? ' range such as 10.0.0.0/8' : ''}`;
}

export function portProblem(value: string): string | undefined {
  const good = /^[0-9]{1,10}$/.test(value) && Number(value) <= 65535;
  return good ? undefined : `port ${JSON.stringify(value)} is no number up to 65535`;
}

const ONE = '{*}';
const ANY = '{**}';

/** Characters of a segment as it is sent. https://www.rfc-editor.org/rfc/rfc3986#appendix-A */
const LITERAL = /^[-a-zA-Z0-9._~%!$&'()+,;:@=]+$/;

/**
 * Why a path can't be compared. Templates stand for whole segments: `{*}` for one, `{**}` for any number, with no other template
 * after it; what stands beside templates is plain text.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export function pathProblem(text: string): string | undefined {
  const templated = text.includes(ONE) || text.includes(ANY);
  let ended = false;
  for (const segment of text.replace(/^\/+|\/+$/g, '').split('/')) {
    if (segment === ONE || segment === ANY) {
      if (ended) return 'has a template after {**}, which takes the rest of the path';
      ended = segment === ANY;
    } else if (/[{}]/.test(segment)) return 'has braces that are no template; {*} and {**} stand for whole segments';
    else if (templated && !LITERAL.test(segment)) {
      return `has segment ${JSON.stringify(segment)} beside a template, which is no plain text; {*} and {**} are the only patterns there`;
    }
  }
  return undefined;
}

const MOST_ACCOUNTS = 16;
const LONGEST_ACCOUNT = 320;

/**
 * Why the service accounts of a field can't be compared: each is a name, or a namespace and a name.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source
 */
export function accountsProblem(accounts: readonly string[]): string | undefined {
  if (accounts.length > MOST_ACCOUNTS) return `there are more than ${MOST_ACCOUNTS}`;
  const bad = accounts.find((account) => account.length > LONGEST_ACCOUNT || !/^[^/*]+(\/[^/*]+)?$/.test(account));
  return bad === undefined
    ? undefined
    : `${JSON.stringify(bad)} is neither a name nor namespace/name, without wildcards`;
}
