/** Names that a finding lists; thousands of resources in one conflict would be as many findings with all names each. */
export const MAX_NAMES = 50;

/** Names in order, as many as a reader takes in, and how many more there are. */
export function listNames(names: readonly string[], separator = ','): string {
  const sorted = [...names].sort();
  if (sorted.length <= MAX_NAMES) return sorted.join(separator);
  return `${sorted.slice(0, MAX_NAMES).join(separator)} and ${sorted.length - MAX_NAMES} more`;
}
