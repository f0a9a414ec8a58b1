import type { Budget } from '../budget.js';
import { isDeepEqual } from '../compare.js';
import { ValueError } from '../error.js';
import { any, type CallContext, fn, type TemplateFunction, variadic, whole } from '../function.js';
import { textOf } from '../printf.js';
import { compareText } from '../text.js';
import { ANY_SLICE, sliceOf } from '../types.js';
import { GoList, listOf, stringsOf, type Value } from '../values.js';
import { isEmpty } from './defaults.js';
import { toInteger } from './numbers.js';
import { listIn, pointed, stringsIn } from './sequence.js';

/** Go's nil slice of anything. */
const none = (): GoList => new GoList(ANY_SLICE, [], true);

const onItems =
  (change: (items: readonly Value[], budget: Budget) => Value) =>
  ([list]: readonly [Value], { budget }: CallContext): Value =>
    change(listIn(list, budget).items, budget);

/** A function of one list, under its name and the one whose errors sprig reports otherwise. */
const pair = (name: string, must: string, callee: TemplateFunction): Readonly<Record<string, TemplateFunction>> => ({
  [name]: callee,
  [must]: callee,
});

const includes = (items: readonly Value[], wanted: Value, budget: Budget): boolean =>
  items.some((item) => isDeepEqual(wanted, item, budget.spend));

function unique(items: readonly Value[], budget: Budget): Value[] {
  const seen: Value[] = [];
  for (const item of items) if (!includes(seen, item, budget)) seen.push(item);
  return seen;
}

/** Lists of so many elements each; the last one has what is left. */
function chunks(size: number, items: readonly Value[]): Value {
  const count = Math.floor((items.length - 1) / size) + 1;
  if (!Number.isFinite(count) || count < 0) throw new ValueError(`${size} is no size of a chunk`);
  const parts: Value[] = [];
  for (let i = 0; i < count; i++) {
    const length = i < count - 1 ? size : Math.floor(items.length % size) || size;
    const from = i * size;
    if (length < 0 || from < 0 || from + length > items.length) throw new ValueError(`${size} is no size of a chunk`);
    parts.push(listOf(items.slice(from, from + length)));
  }
  return new GoList(sliceOf(ANY_SLICE), parts);
}

function slice(list: GoList, indices: readonly Value[]): Value {
  const size = list.items.length;
  if (size === 0) return null;
  const [first, second] = indices;
  const from = first === undefined ? 0 : Number(toInteger(first));
  const to = second === undefined ? size : Number(toInteger(second));
  if (from < 0 || to > size || from > to) throw new ValueError(`a list of ${size} has no part from ${from} to ${to}`);
  return new GoList(list.type, list.items.slice(from, to));
}

function concatenate(lists: readonly Value[], budget: Budget): Value {
  const items = lists.flatMap((list) => listIn(list, budget).items);
  return items.length === 0 ? none() : listOf(items);
}

/** Sorts a list of texts in place, as sprig does; other lists become one of texts. */
function sortAlpha(value: Value, budget: Budget): Value {
  const list = pointed(value);
  if (!(list instanceof GoList)) return stringsOf([textOf(value, budget)]);
  const texts = value === list ? stringsIn(list, budget) : stringsOf([textOf(value, budget)]);
  budget.spend(texts.items.length * 4);
  texts.items.sort((a, b) => compareText(String(a), String(b)));
  return texts;
}

/** sprig's functions on lists. https://masterminds.github.io/sprig/lists.html */
export const LIST_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  list: variadic([], any, (_, values) => listOf(values)),
  tuple: variadic([], any, (_, values) => listOf(values)),
  ...pair(
    'append',
    'mustAppend',
    fn([any, any], ([l, v], { budget }) => listOf([...listIn(l, budget).items, v])),
  ),
  ...pair(
    'push',
    'mustPush',
    fn([any, any], ([l, v], { budget }) => listOf([...listIn(l, budget).items, v])),
  ),
  ...pair(
    'prepend',
    'mustPrepend',
    fn([any, any], ([l, v], { budget }) => listOf([v, ...listIn(l, budget).items])),
  ),
  ...pair(
    'first',
    'mustFirst',
    fn(
      [any],
      onItems((items) => items[0] ?? null),
    ),
  ),
  ...pair(
    'last',
    'mustLast',
    fn(
      [any],
      onItems((items) => items.at(-1) ?? null),
    ),
  ),
  ...pair(
    'rest',
    'mustRest',
    fn(
      [any],
      onItems((items) => (items.length === 0 ? none() : listOf(items.slice(1)))),
    ),
  ),
  ...pair(
    'initial',
    'mustInitial',
    fn(
      [any],
      onItems((items) => (items.length === 0 ? none() : listOf(items.slice(0, -1)))),
    ),
  ),
  ...pair(
    'reverse',
    'mustReverse',
    fn(
      [any],
      onItems((items) => listOf(items.toReversed())),
    ),
  ),
  ...pair(
    'compact',
    'mustCompact',
    fn(
      [any],
      onItems((items) => listOf(items.filter((v) => !isEmpty(v)))),
    ),
  ),
  ...pair(
    'uniq',
    'mustUniq',
    fn(
      [any],
      onItems((items, budget) => listOf(unique(items, budget))),
    ),
  ),
  ...pair(
    'without',
    'mustWithout',
    variadic([any], any, ([list], unwanted, { budget }) =>
      listOf(listIn(list, budget).items.filter((item) => !includes(unwanted, item, budget))),
    ),
  ),
  ...pair(
    'has',
    'mustHas',
    fn([any, any], ([wanted, list], { budget }) =>
      list === null ? false : includes(listIn(list, budget).items, wanted, budget),
    ),
  ),
  ...pair(
    'slice',
    'mustSlice',
    variadic([any], any, ([list], indices, { budget }) => slice(listIn(list, budget), indices)),
  ),
  ...pair(
    'chunk',
    'mustChunk',
    fn([whole, any], ([size, list], { budget }) => chunks(size, listIn(list, budget).items)),
  ),
  concat: variadic([], any, (_, lists, { budget }) => concatenate(lists, budget)),
  sortAlpha: fn([any], ([list], { budget }) => sortAlpha(list, budget)),
};
