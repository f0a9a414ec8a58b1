/**
 * Offset of the first key of a JSON text that stands before in the same object; undefined when there is none. JSON.parse takes the
 * last of them without a word. The text must be JSON.
 */
export function findRepeatedKey(json: string): number | undefined {
  const open: (Set<unknown> | undefined)[] = [];
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (c === '{') open.push(new Set());
    else if (c === '[') open.push(undefined);
    else if (c === '}' || c === ']') open.pop();
    else if (c === '"') {
      const end = endOfString(json, i);
      const keys = open.at(-1);
      if (keys && isKey(json, end)) {
        const key: unknown = JSON.parse(json.slice(i, end));
        if (keys.has(key)) return i;
        keys.add(key);
      }
      i = end - 1;
    }
  }
  return undefined;
}

/** Offset behind the closing quote. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end < 0 ? json.length : end + 1;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(json: string, at: number): boolean {
  let i = at - 1;
  while (json[i] === '\\') i--;
  return (at - 1 - i) % 2 === 1;
}

/** Whether a colon follows. */
function isKey(json: string, from: number): boolean {
  let i = from;
  while (json[i] === ' ' || json[i] === '\n' || json[i] === '\r' || json[i] === '\t') i++;
  return json[i] === ':';
}
