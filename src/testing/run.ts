import { compareWithExpectation } from './expect/index.js';
import type { Leg, MeshTest, TestRequest, TestResult } from './types.js';

/** Runs a test of a mesh. `follow` tells the way of a request from the test's proxy. */
export function runMeshTest(test: MeshTest, follow: (request: TestRequest) => readonly Leg[]): TestResult {
  const requests = test.requests.map((request) => {
    const legs = follow(request);
    return { label: request.label, legs, differences: compareWithExpectation(test.expect, legs) };
  });
  return { name: test.name, requests };
}
