const UNIT_NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3, // U+03BC beside U+00B5, as Go takes both
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/**
 * Nanoseconds of a duration in Go's spelling ("1h30m", "2.5s", "100ms"), or undefined if the text is none.
 * https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const single = /^(\d+)(ns|us|ms|s|m|h)$/.exec(text); // as nearly all are
  if (single) return Number(single[1]) * (UNIT_NANOS[single[2] ?? ''] ?? 0);
  const sign = text.startsWith('-') ? -1 : 1;
  const body = /^[-+]/.test(text) ? text.slice(1) : text;
  let nanos = 0;
  let consumed = 0;
  for (const part of body.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy)) {
    nanos += Number(part[1]) * (UNIT_NANOS[part[2] ?? ''] ?? 0);
    consumed += part[0].length;
  }
  return consumed === body.length && consumed > 0 ? sign * Math.round(nanos) : undefined;
}

/** Nanoseconds in protobuf JSON spelling: seconds with 0, 3, 6 or 9 digits after the point, as in "0.250s". */
export function formatDuration(nanos: number): string {
  const negative = nanos < 0 ? '-' : '';
  const absolute = Math.abs(nanos);
  const seconds = Math.floor(absolute / 1e9);
  const rest = Math.round(absolute - seconds * 1e9);
  if (rest === 0) return `${negative}${seconds}s`;
  const digits = String(rest).padStart(9, '0');
  const shortened = digits.endsWith('000000')
    ? digits.slice(0, 3)
    : digits.endsWith('000')
      ? digits.slice(0, 6)
      : digits;
  return `${negative}${seconds}.${shortened}s`;
}

/** A user's duration in protobuf JSON spelling; text that is no duration (decoding has reported it) counts as zero. */
export function protoDuration(text: string): string {
  const known = SPELLED.get(text);
  if (known !== undefined) return known;
  const spelled = formatDuration(parseDuration(text) ?? 0);
  if (SPELLED.size < SPELLED_LIMIT) SPELLED.set(text, spelled);
  return spelled;
}

/** A mesh repeats a few durations thousands of times. */
const SPELLED = new Map<string, string>();
const SPELLED_LIMIT = 1000;
