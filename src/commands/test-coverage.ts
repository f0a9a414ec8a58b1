import type { Store } from '../model/store.js';
import { createLocators } from '../sources/positions.js';
import { measureCoverage } from '../testing/coverage/index.js';
import type { ReportedCoverage } from '../testing/report.js';

/** The coverage of a run, with file and line of what no test touched. */
export function reportCoverage(
  store: Store,
  touched: ReadonlySet<string>,
  wanted: number | undefined,
): ReportedCoverage {
  const { missing, ...coverage } = measureCoverage(store, touched);
  const locate = createLocators();
  const placed = missing.map(({ kind, label, resource, path }) => {
    const { file, line } = locate(resource.origin, path);
    return { kind, label, place: resource.origin.source.text === '' ? file : `${file}:${line}` };
  });
  return { ...coverage, missing: placed, ...(wanted !== undefined && { wanted }) };
}
