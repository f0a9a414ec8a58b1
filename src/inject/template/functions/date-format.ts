const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** An instant by nanoseconds since 1970, seen in a zone. */
export interface Instant {
  readonly nanoseconds: bigint;
  readonly zone: string;
}

/** A zone of the IANA's list; Go's `Local` is UTC here, so that every machine gives the same, and so is what is none. */
export function knownZone(zone: string): string {
  if (zone === '' || zone === 'Local') return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone === 'UTC' ? 'UTC' : zone;
  } catch {
    return 'UTC';
  }
}

/** Seconds that a zone's clocks are ahead of UTC at an instant, and what the zone is called then. */
function offsetAt(zone: string, milliseconds: number): { readonly seconds: number; readonly name: string } {
  if (zone === 'UTC') return { seconds: 0, name: 'UTC' };
  const part = (style: 'longOffset' | 'short'): string =>
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: style })
      .formatToParts(milliseconds)
      .find((p) => p.type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(part('longOffset')) ?? [];
  return { seconds: (sign === '-' ? -60 : 60) * (Number(hours) * 60 + Number(minutes)), name: part('short') };
}

const TOKEN =
  /January|Jan|Monday|Mon|MST|2006|__2|002|01|02|03|04|05|06|15|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|[.,]0+(?!\d)|[.,]9+(?!\d)|PM|pm|_2(?!006)|1|2|3|4|5/g;

const pad = (value: number, length: number, fill = '0'): string => String(value).padStart(length, fill);

function offsetText(token: string, seconds: number): string {
  if (token.startsWith('Z') && seconds === 0) return 'Z';
  const size = Math.abs(seconds);
  const parts = [pad(Math.floor(size / 3600), 2), pad(Math.floor(size / 60) % 60, 2), pad(size % 60, 2)];
  const count = token.replace(/[^\d]/g, '').length / 2;
  return (seconds < 0 ? '-' : '+') + parts.slice(0, count).join(token.includes(':') ? ':' : '');
}

function fractionText(token: string, nanoseconds: number): string {
  const digits = pad(nanoseconds, 9)
    .slice(0, token.length - 1)
    .padEnd(token.length - 1, '0');
  const kept = token[1] === '9' ? digits.replace(/0+$/, '') : digits;
  return kept === '' ? '' : token[0] + kept;
}

/** An instant in the layout of Go's reference time. https://pkg.go.dev/time#Layout */
export function formatInstant({ nanoseconds, zone }: Instant, layout: string): string {
  const rest = Number(((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
  const milliseconds = Number((nanoseconds - BigInt(rest)) / 1_000_000n);
  const { seconds, name } = offsetAt(zone, milliseconds);
  const date = new Date(milliseconds + seconds * 1000);
  if (Number.isNaN(date.getTime())) return layout;
  const [month, day, hour] = [date.getUTCMonth(), date.getUTCDate(), date.getUTCHours()];
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const dayOfYear = Math.round((date.setUTCHours(0, 0, 0, 0) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  const clock = new Date(milliseconds + seconds * 1000);
  const simple: Readonly<Record<string, string>> = {
    January: MONTHS[month] ?? '',
    Jan: (MONTHS[month] ?? '').slice(0, 3),
    Monday: DAYS[date.getUTCDay()] ?? '',
    Mon: (DAYS[date.getUTCDay()] ?? '').slice(0, 3),
    MST: name,
    2006: pad(date.getUTCFullYear(), 4),
    '06': pad(date.getUTCFullYear() % 100, 2),
    '01': pad(month + 1, 2),
    1: String(month + 1),
    '02': pad(day, 2),
    _2: pad(day, 2, ' '),
    2: String(day),
    '002': pad(dayOfYear, 3),
    __2: pad(dayOfYear, 3, ' '),
    15: pad(hour, 2),
    '03': pad(hour12, 2),
    3: String(hour12),
    '04': pad(clock.getUTCMinutes(), 2),
    4: String(clock.getUTCMinutes()),
    '05': pad(clock.getUTCSeconds(), 2),
    5: String(clock.getUTCSeconds()),
    PM: hour < 12 ? 'AM' : 'PM',
    pm: hour < 12 ? 'am' : 'pm',
  };
  return layout.replace(TOKEN, (token) => {
    if (/^[.,]/.test(token)) return fractionText(token, rest);
    return simple[token] ?? offsetText(token, seconds);
  });
}
