import { compareWithExpectation } from './expect/index.js';
import type { Leg, MeshTest, TestRequest, TestResult } from './types.js';

/** Runs a test of a mesh. `follow` tells the way of a request from the test's proxy. */
export function runMeshTest(test: MeshTest, follow: (request: TestRequest) => readonly Leg[]): TestResult {
  const requests = test.requests.map((request) => {
    const legs = follow(request);
    const differences = compareWithExpectation(test.expect, legs);
    // Nobody looks at the way of what passed, and there may be thousands.
    return { label: request.label, differences, legs: differences.length > 0 ? legs : [] };
  });
  return { name: test.name, requests };
}
