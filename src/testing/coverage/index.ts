import type { Store } from '../../model/store.js';
import { coverageItems } from './items.js';
import { placeKey } from './touched.js';
import { COVERED_KINDS, type Coverage } from './types.js';

/** What of the resources the tests touched. @param touched keys of `touchedPlaces` and `placeKey` */
export function measureCoverage(store: Store, touched: ReadonlySet<string>): Coverage {
  const items = coverageItems(store);
  const missing = items.filter((item) => !touched.has(placeKey(item)));
  const kinds = COVERED_KINDS.map((kind) => {
    const total = items.filter((item) => item.kind === kind).length;
    return { kind, total, touched: total - missing.filter((item) => item.kind === kind).length };
  });
  const count = items.length - missing.length;
  const percent = items.length === 0 ? 100 : (count / items.length) * 100;
  return { total: items.length, touched: count, percent, kinds, missing };
}
