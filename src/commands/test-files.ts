import type { Origin, SourceText } from '../model/resource.js';
import { testsField } from '../model/test-document.js';
import { splitDocuments } from '../sources/documents.js';
import { readSources } from '../sources/files.js';
import type { LoadProblem } from '../sources/load.js';
import { hasContent, parseDocument, YamlError } from '../sources/yaml-values.js';
import { readTestDocument } from '../testing/format/index.js';
import type { RouteTest } from '../testing/route-cases/types.js';
import type { MeshTest, TestProblem } from '../testing/types.js';

/** A test and the document that it stands in. */
export interface LoadedTest {
  readonly origin: Origin;
  readonly test: MeshTest | RouteTest;
}

export interface LoadedTests {
  readonly tests: readonly LoadedTest[];
  readonly problems: readonly LoadProblem[];
  /** Worth telling, and no reason not to run. */
  readonly notes: readonly LoadProblem[];
}

/** Reads test files; of directories those files that hold tests. */
export async function loadTests(paths: readonly string[], stdin: () => Promise<string>): Promise<LoadedTests> {
  const out = { tests: [] as LoadedTest[], problems: [] as LoadProblem[], notes: [] as LoadProblem[] };
  const sources = await readSources(paths, { recursive: true, stdin });
  for (const source of sources) {
    if (!paths.includes(source.name) && !holdsTests(source)) continue;
    for (const range of splitDocuments(source)) readDocument({ source, ...range }, out);
  }
  return out;
}

function readDocument(
  origin: Origin,
  out: { readonly tests: LoadedTest[]; readonly problems: LoadProblem[]; readonly notes: LoadProblem[] },
): void {
  const text = origin.source.text.slice(origin.start, origin.end);
  if (!hasContent(text)) return;
  const place = (problem: TestProblem): LoadProblem => ({ origin, ...problem });
  try {
    const { tests, problems, notes } = readTestDocument(parseDocument(text));
    for (const test of tests) out.tests.push({ origin, test });
    out.problems.push(...problems.map(place));
    out.notes.push(...notes.map(place));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const position = { line: origin.line + error.line - 1, column: error.column };
    out.problems.push({ origin, path: [], message: `not readable as YAML: ${error.message}`, position });
  }
}

/** Whether a file holds tests. */
function holdsTests(source: SourceText): boolean {
  // Most files are resources: those are not parsed for this.
  if (!/^\s*["']?(tests|testcases)["']?\s*:/im.test(source.text)) return false;
  return splitDocuments(source).some(({ start, end }) => {
    try {
      return testsField(parseDocument(source.text.slice(start, end))) !== undefined;
    } catch (error) {
      if (error instanceof YamlError) return false;
      throw error;
    }
  });
}
