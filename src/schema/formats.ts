/** Formats of the schemas that say more than the type does, each with its check and what it asks for. */
export const FORMATS: Readonly<Record<string, { readonly test: (value: unknown) => boolean; readonly wants: string }>> =
  {
    int32: {
      test: (value) => typeof value !== 'number' || (value >= -(2 ** 31) && value < 2 ** 31),
      wants: 'an integer of 32 bits (-2147483648 to 2147483647)',
    },
    uint32: {
      test: (value) => typeof value !== 'number' || (value >= 0 && value < 2 ** 32),
      wants: 'an integer from 0 to 4294967295',
    },
    byte: {
      test: (value) => typeof value !== 'string' || isBase64(value),
      wants: 'base64',
    },
    'date-time': {
      test: (value) => typeof value !== 'string' || isDateTime(value),
      wants: 'a time like 2026-01-31T12:00:00Z',
    },
  };

/** Does a value keep to a format? Formats that only name a range of numbers are met by every value of the type. */
export function hasFormat(format: string, value: unknown): boolean {
  return FORMATS[format]?.test(value) ?? true;
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
function isDateTime(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  if (!parts) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
}
