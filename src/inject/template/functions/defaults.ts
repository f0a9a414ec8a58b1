import { isDeepEqual } from '../compare.js';
import { isTrue } from '../convert.js';
import { any, bool, fn, type TemplateFunction, text, variadic } from '../function.js';
import { typeName, typeOf, type Value } from '../values.js';

/** What sprig takes for empty: what Go's `if` takes for false. */
export const isEmpty = (value: Value): boolean => !isTrue(value);

const kindOf = (value: Value): string => (value === null ? 'invalid' : typeOf(value).kind);

/** sprig's defaults, choices and reflection. https://masterminds.github.io/sprig/defaults.html */
export const DEFAULT_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  default: variadic([any], any, ([fallback], given) => {
    const [first] = given;
    return first === undefined || isEmpty(first) ? fallback : first;
  }),
  empty: fn([any], ([v]) => isEmpty(v)),
  coalesce: variadic([], any, (_, values) => values.find((v) => !isEmpty(v)) ?? null),
  all: variadic([], any, (_, values) => values.every((v) => !isEmpty(v))),
  any: variadic([], any, (_, values) => values.some((v) => !isEmpty(v))),
  ternary: fn([any, any, bool], ([yes, no, test]) => (test ? yes : no)),
  typeOf: fn([any], ([v]) => typeName(v)),
  typeIs: fn([text, any], ([name, v]) => name === typeName(v)),
  typeIsLike: fn([text, any], ([name, v]) => name === typeName(v) || `*${name}` === typeName(v)),
  kindOf: fn([any], ([v]) => kindOf(v)),
  kindIs: fn([text, any], ([name, v]) => name === kindOf(v)),
  deepEqual: fn([any, any], ([a, b], { budget }) => isDeepEqual(a, b, budget.spend)),
};
