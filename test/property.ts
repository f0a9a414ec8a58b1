/*
 * How far the property tests look. By default each draws the same values every time, so that a test fails for what was
 * changed and for nothing else. FUZZ_SEED=7 draws others, FUZZ_SEED=random others every time (a failure says its seed);
 * FUZZ_RUNS=20 draws twenty times as many. Tests that give a seed of their own keep it.
 */
function factorOf(text: string | undefined): number {
  const factor = Number(text || '1');
  if (!(factor > 0)) throw new Error(`FUZZ_RUNS is a factor above 0, not ${text}`);
  return factor;
}

function seedOf(text: string | undefined): number | undefined {
  if (text === 'random') return undefined;
  const seed = Number(text || '20');
  if (!Number.isInteger(seed)) throw new Error(`FUZZ_SEED is an integer or "random", not ${text}`);
  return seed;
}

/** How many times more runs than usual. */
export const FACTOR = factorOf(process.env['FUZZ_RUNS']);

/** What values are drawn from; undefined for others every time. */
export const SEED = seedOf(process.env['FUZZ_SEED']);

/** How many runs a property gets that usually gets `usual`. */
export const runs = (usual: number): number => Math.ceil(usual * FACTOR);
