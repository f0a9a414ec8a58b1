import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import type { Rule } from './authorization-rule.js';
import { accountsProblem, addressProblem, portProblem } from './authorization-values.js';
import { error } from './violation.js';

type Condition = NonNullable<Rule['when']>[number];
type Check = (key: string, values: readonly string[]) => string | undefined;

const anyValue: Check = () => undefined;
const addresses: Check = (_key, values) => join(values.map(addressProblem));
const ports: Check = (_key, values) => join(values.map(portProblem));
const withKey: Check = (key) => (/^[^[]*\[.+\]$/.test(key) ? undefined : `${key} must name its part, as in a[b]`);

/** https://istio.io/latest/docs/reference/config/security/conditions/ */
const KEYS: Readonly<Record<string, Check>> = {
  'source.ip': addresses,
  'remote.ip': addresses,
  'destination.ip': addresses,
  'destination.port': ports,
  'source.namespace': anyValue,
  'source.principal': anyValue,
  'source.serviceAccount': (_key, values) => accountsProblem(values),
  'source.trustDomain': anyValue,
  'request.auth.principal': anyValue,
  'request.auth.audiences': anyValue,
  'request.auth.presenter': anyValue,
  'connection.sni': anyValue,
};

const PREFIXES = [
  'request.headers',
  'request.experimental.inline.headers',
  'request.auth.claims',
  'experimental.envoy.filters.',
];

/** One condition of a rule. */
export function checkCondition({ key, values = [], notValues = [] }: Condition, path: Path): readonly Violation[] {
  if (!key) return [error([...path, 'key'], 'a condition has no key')];
  if (values.length + notValues.length === 0) {
    return [error(path, `condition ${key} has neither values nor notValues`)];
  }
  return [
    ...checkValues('values', key, values, [...path, 'values']),
    ...checkValues('notValues', key, notValues, [...path, 'notValues']),
  ];
}

/** One finding a field, with all that is wrong in it. */
function checkValues(field: string, key: string, values: readonly string[], path: Path): readonly Violation[] {
  const problem = values.includes('') ? 'it holds an empty text' : checkOf(key)(key, values);
  return problem ? [error(path, `condition ${key}, ${field}: ${problem}`)] : [];
}

function checkOf(key: string): Check {
  if (PREFIXES.some((prefix) => key.startsWith(prefix))) return withKey;
  const known = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  return known ?? unknownKey;
}

const unknownKey: Check = (key) => `there is no attribute ${JSON.stringify(key)}`;

function join(problems: readonly (string | undefined)[]): string | undefined {
  const found = problems.filter((problem) => problem !== undefined);
  return found.length > 0 ? found.join('; ') : undefined;
}
