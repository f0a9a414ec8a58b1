import type { Path, Resource } from '../model/resource.js';
import type { Outcome, Trace } from '../simulate/types.js';

/** What is wrong in a test file: at a path of the document, with what to do about it. */
export interface TestProblem {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

/** One request to follow, as a person writes it; lists of the file are multiplied out. */
export interface TestRequest {
  /** What tells it from the other requests of its test, e.g. `GET http://catalog:8080/items`. */
  readonly label: string;
  readonly method: string;
  /** Undefined for bytes over TCP. */
  readonly url?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly sni?: string;
  readonly tls: 'none' | 'tls' | 'mtls' | 'as-url';
  readonly alpn?: string;
  /** HOST:PORT of a TCP connection, in place of a URL. */
  readonly tcp?: string;
  readonly inbound: boolean;
  readonly principal?: string;
  readonly sourceIp?: string;
}

/** A service as tests name it: `catalog`, `catalog:8080`, `catalog.shop:8080/v2`. */
export interface DestinationPattern {
  readonly host: string;
  readonly port?: number;
  readonly subset?: string;
}

export interface ExpectedShare {
  readonly destination: DestinationPattern;
  /** Percent of the requests. */
  readonly percent?: number;
}

/** Values that headers get; undefined where a header is removed. */
export type ExpectedHeaders = Readonly<Record<string, string | undefined>>;

/** What must become of a request; what is not named may be anything. */
export interface Expectation {
  readonly outcome?: Outcome['kind'];
  readonly cluster?: string;
  readonly destination?: DestinationPattern;
  readonly subset?: string;
  readonly weights?: readonly ExpectedShare[];
  readonly status?: number;
  readonly redirect?: { readonly location?: string; readonly status?: number };
  readonly rewrite?: { readonly path?: string; readonly authority?: string };
  /** A duration, or `none`. */
  readonly timeout?: string;
  readonly retries?: { readonly attempts?: number; readonly retryOn?: string; readonly perTryTimeout?: string };
  readonly allowed?: boolean;
  readonly deniedBy?: string;
  readonly headers?: { readonly request?: ExpectedHeaders; readonly response?: ExpectedHeaders };
  /** None at all where the list is empty. */
  readonly mirror?: readonly ExpectedShare[];
  readonly fault?: { readonly delay?: string; readonly abort?: number };
  readonly body?: string;
  readonly route?: string;
}

/** A test of a mesh: requests through one proxy. */
export interface MeshTest {
  readonly kind: 'mesh';
  readonly name: string;
  /** Where it stands in its document. */
  readonly path: Path;
  /** Proxy that the requests go through. */
  readonly from?: string;
  readonly requests: readonly TestRequest[];
  readonly expect: Expectation;
}

/** Why a result is not what was expected. */
export interface Difference {
  /** Field of the expectation, e.g. `timeout`. */
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** The way through one proxy, and the proxy's name. */
export interface Leg {
  readonly proxy: string;
  readonly trace: Trace;
}

/** A part of a resource. */
export interface ResourcePlace {
  readonly resource: Resource;
  readonly path: Path;
}

/** What came of one request of a test. */
export interface RequestResult {
  readonly label: string;
  readonly differences: readonly Difference[];
  /** The way of a request that failed, for a test of a mesh. */
  readonly legs: readonly Leg[];
  /** The rule of a VirtualService that took the request, for a test of its rules alone. */
  readonly rule?: ResourcePlace;
}

/** What came of one test. */
export interface TestResult {
  readonly name: string;
  readonly requests: readonly RequestResult[];
}

/** Whether all requests of a test did what was expected. */
export function hasPassed(result: TestResult): boolean {
  return result.requests.every((request) => request.differences.length === 0);
}
