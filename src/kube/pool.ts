/** Runs a task for every item, at most `width` at once; results stand in the order of the items. The first error ends it. */
export async function mapPool<T, R>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) results.set(i, await task(item));
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return items.flatMap((_, i) => {
    const result = results.get(i);
    return result === undefined ? [] : [result];
  });
}
