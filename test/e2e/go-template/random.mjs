/** Numbers that look random and are the same for a seed (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (end) => Math.floor(next() * end);
  const pick = (items) => items[below(items.length)];
  const chance = (share) => next() < share;
  const times = (least, most, make) => Array.from({ length: least + below(most - least + 1) }, make);
  return { below, pick, chance, times };
}
