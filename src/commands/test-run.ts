import type { Io } from '../cli/io.js';
import { UserError } from '../model/errors.js';
import type { Path } from '../model/resource.js';
import type { Store } from '../model/store.js';
import type { RegexEngine } from '../simulate/types.js';
import type { LoadProblem } from '../sources/load.js';
import { createLocators } from '../sources/positions.js';
import { placeKey } from '../testing/coverage/touched.js';
import type { ReportedFile, ReportedTest } from '../testing/report.js';
import { runRouteTest } from '../testing/route-cases/index.js';
import { runMeshTest } from '../testing/run.js';
import { hasPassed, type MeshTest, type TestResult } from '../testing/types.js';
import { rejectLoadProblems } from './load-problems.js';
import type { LoadedTest } from './test-files.js';
import type { TestedMesh } from './test-proxies.js';
import { askedRequest } from './test-requests.js';

interface Tools {
  readonly tested: TestedMesh;
  readonly store: Store;
  readonly regex: RegexEngine;
  readonly io: Io;
}

/** What the tests gave, file by file, and keys of the places that they touched. */
export interface TestRun {
  readonly files: readonly ReportedFile[];
  readonly touched: ReadonlySet<string>;
}

/**
 * Runs tests in the order of their files.
 * @throws UserError (data) if any of them names a proxy that is not there, or no URL: nothing is run then
 */
export function runTests(tests: readonly LoadedTest[], tools: Tools): TestRun {
  const problems: LoadProblem[] = [];
  const ready = tests.map((loaded) => ({ loaded, run: prepare(loaded, tools, problems) }));
  rejectLoadProblems(problems);
  const touched = new Set<string>();
  const files = new Map<string, ReportedTest[]>();
  const locate = createLocators();
  for (const { loaded, run } of ready) {
    const result = run();
    for (const { rule } of result.requests) if (rule) touched.add(placeKey(rule));
    const { origin, test } = loaded;
    const reported = { ...result, passed: hasPassed(result), line: locate(origin, test.path).line };
    const known = files.get(origin.source.name);
    if (known) known.push(reported);
    else files.set(origin.source.name, [reported]);
  }
  for (const key of tools.tested.touched) touched.add(key);
  return { files: [...files].map(([name, results]) => ({ name, tests: results })), touched };
}

/** Looks up all that a test names; what is not there is a problem with its place. */
function prepare({ origin, test }: LoadedTest, tools: Tools, problems: LoadProblem[]): () => TestResult {
  if (test.kind === 'route') return () => runRouteTest(test, tools.store.list('VirtualService'), tools.regex);
  return prepareMeshTest(test, tools, (path, { message, hint }) => {
    problems.push({ origin, path, message, ...(hint !== undefined && { hint }) });
  });
}

function prepareMeshTest(
  test: MeshTest,
  { tested, io }: Tools,
  report: (path: Path, error: UserError) => void,
): () => TestResult {
  const attempt = <T>(field: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof UserError) || error.kind !== 'usage') throw error;
      report([...test.path, field], error);
      return undefined;
    }
  };
  const proxy = attempt('from', () => tested.proxyOf(test));
  const asked = new Map(
    test.requests.map((request) => [request, attempt('request', () => askedRequest(request, io))] as const),
  );
  return () =>
    runMeshTest(test, (request) => {
      const known = asked.get(request);
      return proxy && known ? tested.follow(proxy, known) : [];
    });
}
