import { integerOf } from '../convert.js';
import { ValueError } from '../error.js';
import { any, fn, type Param, type TemplateFunction, text } from '../function.js';
import { type GoMethod, type GoType, INT64 } from '../types.js';
import { GoNumber, GoStruct, int64, type Value } from '../values.js';
import { formatInstant, type Instant, knownZone } from './date-format.js';
import { durationText, parseDuration } from './durations.js';
import { reject } from './refused.js';

/** Nanoseconds since 1970: whoever renders decides what time it is. */
export type Clock = () => bigint;

const SECOND = 1_000_000_000n;

/** An instant is a struct whose only field templates can't name. */
const instantOf = (value: unknown): Instant | undefined => {
  if (!(value instanceof GoStruct) || value.type.name !== TIME.name) return undefined;
  const held = value.fields.get('wall');
  return held instanceof GoNumber ? { nanoseconds: BigInt(held.value), zone: 'UTC' } : undefined;
};

const shown =
  (layout: string) =>
  (value: unknown): string => {
    const instant = instantOf(value);
    return instant ? formatInstant(instant, layout) : '';
  };

/** A part of a time as an int. */
const numberIn =
  (layout: string) =>
  (value: unknown): bigint =>
    BigInt(Number(shown(layout)(value)));

/** Go's time.Time, as far as templates ask it. */
const TIME: GoType = {
  name: 'time.Time',
  kind: 'struct',
  fields: [],
  text: shown('2006-01-02 15:04:05.999999999 -0700 MST'),
  methods: new Map<string, GoMethod>([
    ['Unix', (value) => int64((instantOf(value)?.nanoseconds ?? 0n) / SECOND)],
    ['UnixNano', (value) => int64(instantOf(value)?.nanoseconds ?? 0n)],
    ['String', shown('2006-01-02 15:04:05.999999999 -0700 MST')],
    ['Year', numberIn('2006')],
    ['Day', numberIn('2')],
    ['Hour', numberIn('15')],
    ['Minute', numberIn('4')],
    ['Second', numberIn('5')],
  ]),
};

const timeValue = (nanoseconds: bigint): GoStruct =>
  new GoStruct(TIME, new Map<string, Value>([['wall', new GoNumber(INT64, nanoseconds)]]));

const time: Param<Instant> = {
  type: TIME,
  read: (value) => instantOf(value) ?? reject('a time is expected'),
};

/** sprig's functions on dates; those that ask for the time fail without a clock. https://masterminds.github.io/sprig/date.html */
export function dateFunctions(clock: Clock | undefined): Readonly<Record<string, TemplateFunction>> {
  const now = (): bigint => clock?.() ?? reject('is not available here: it reads the clock');
  const instant = (value: Value): bigint => {
    const known = instantOf(value)?.nanoseconds;
    const seconds = known === undefined ? integerOf(value) : undefined;
    return known ?? (seconds === undefined ? now() : seconds * SECOND);
  };
  const inZone = (layout: string, value: Value, zone: string): string =>
    formatInstant({ nanoseconds: instant(value), zone: knownZone(zone) }, layout);
  const modify = (duration: string, { nanoseconds }: Instant): GoStruct =>
    timeValue(nanoseconds + parseDuration(duration));
  const quietly = fn([text, time], ([duration, at]) => {
    try {
      return modify(duration, at);
    } catch (error) {
      if (error instanceof ValueError) return timeValue(at.nanoseconds);
      throw error;
    }
  });
  const must = fn([text, time], ([duration, at]) => modify(duration, at));
  const dateInZone = fn([text, any, text], ([layout, value, zone]) => inZone(layout, value, zone));
  const unread = fn([text, text], () => reject('is not available here: dates are not read'));
  return {
    now: fn([], () => timeValue(now())),
    ago: fn([any], ([value]) => durationText(roundSeconds(now() - instant(value)))),
    date: fn([text, any], ([layout, value]) => inZone(layout, value, 'Local')),
    dateInZone,
    date_in_zone: dateInZone,
    dateModify: quietly,
    date_modify: quietly,
    mustDateModify: must,
    must_date_modify: must,
    htmlDate: fn([any], ([value]) => inZone('2006-01-02', value, 'Local')),
    htmlDateInZone: fn([any, text], ([value, zone]) => inZone('2006-01-02', value, zone)),
    toDate: unread,
    mustToDate: unread,
    unixEpoch: fn([time], ([{ nanoseconds }]) => String(nanoseconds / SECOND)),
  };
}

const roundSeconds = (nanoseconds: bigint): bigint => {
  const half = nanoseconds < 0n ? -SECOND / 2n : SECOND / 2n;
  return ((nanoseconds + half) / SECOND) * SECOND;
};
