/** Durations as users write them, for translating: `translate` takes no values from `model`. */
export { parseDuration, protoDuration } from '../model/duration.js';
