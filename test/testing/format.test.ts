import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/model/resource.js';
import { readTestDocument } from '../../src/testing/format/index.js';
import type { MeshTest } from '../../src/testing/types.js';

const URL = 'http://catalog:8080/';
const test = (fields: object) => ({
  tests: [{ name: 'one', request: { url: URL }, expect: { status: 200 }, ...fields }],
});
const expecting = (expected: object) => test({ expect: expected });

function readTests(document: unknown): readonly MeshTest[] {
  const { tests, problems } = readTestDocument(document);
  expect(problems).toEqual([]);
  return tests.filter((one): one is MeshTest => one.kind === 'mesh');
}

describe('mistakes in a test file', () => {
  const cases: readonly (readonly [name: string, document: unknown, path: string, hint?: string])[] = [
    ['no object', 'text', ''],
    ['no tests', { name: 'x' }, ''],
    ['misspelt tests', { test: [] }, 'test', 'did you mean tests?'],
    ['no list', { tests: {} }, 'tests'],
    ['unknown field of a test', test({ expct: {} }), 'tests[0].expct', 'did you mean expect?'],
    [
      'unknown field of a request',
      test({ request: { url: URL, metod: 'GET' } }),
      'tests[0].request.metod',
      'did you mean method?',
    ],
    ['unknown expectation', expecting({ timeot: '1s' }), 'tests[0].expect.timeot', 'did you mean timeout?'],
    ['nothing expected', expecting({}), 'tests[0].expect'],
    ['no url', test({ request: {} }), 'tests[0].request'],
    ['url and tcp', test({ request: { url: URL, tcp: 'a:1' } }), 'tests[0].request'],
    ['an empty list', test({ request: { url: [] } }), 'tests[0].request.url'],
    [
      'a wrong item of a list',
      test({ request: { url: [URL, 7] } }),
      'tests[0].request.url[1]',
      'put it in quotes: "7"',
    ],
    [
      'a header that is no text',
      test({ request: { url: URL, headers: { a: true } } }),
      'tests[0].request.headers.a',
      'put it in quotes: "true"',
    ],
    ['tls of no kind', test({ request: { url: URL, tls: 'yes' } }), 'tests[0].request.tls'],
    ['a duration without unit', expecting({ timeout: '3 seconds' }), 'tests[0].expect.timeout'],
    ['a destination that is a URL', expecting({ destination: URL }), 'tests[0].expect.destination'],
    ['a weight that is no number', expecting({ weights: { catalog: '90' } }), 'tests[0].expect.weights.catalog'],
    [
      'an outcome that is none',
      expecting({ outcome: 'forward' }),
      'tests[0].expect.outcome',
      'did you mean forwarded?',
    ],
    ['a status that is text', expecting({ status: '200' }), 'tests[0].expect.status'],
    [
      'an unknown part',
      expecting({ retries: { attempt: 3 } }),
      'tests[0].expect.retries.attempt',
      'did you mean attempts?',
    ],
    ['a header of neither side', expecting({ headers: { 'x-a': '1' } }), 'tests[0].expect.headers.x-a'],
    [
      'too many requests',
      test({ request: { url: new Array(101).fill(URL), method: new Array(100).fill('GET') } }),
      'tests[0].request',
    ],
    ['no test cases', { testCases: {} }, 'testCases'],
    ['a test case without request', { testCases: [{ route: [] }] }, 'testCases[0].request'],
    [
      'a wrong route',
      { testCases: [{ request: { authority: ['a'], method: ['GET'], uri: ['/'] }, route: [{ weight: 'x' }] }] },
      'testCases[0].route[0].weight',
    ],
  ];
  it.each(cases)('%s', (_, document, path, hint) => {
    const { problems } = readTestDocument(document);
    expect(problems.map((problem) => formatPath(problem.path))).toContain(path);
    if (hint !== undefined) expect(problems.map((problem) => problem.hint)).toContain(hint);
  });

  it('do not follow prototypes', () => {
    const document = JSON.parse(
      '{"tests": [{"request": {"url": "http://a/", "__proto__": {"tls": true}}, "expect": {"status": 1}}]}',
    );
    expect(readTestDocument(document).problems.map((p) => formatPath(p.path))).toEqual(['tests[0].request.__proto__']);
  });
});

describe('lists in a request', () => {
  it('multiply', () => {
    const request = {
      url: ['http://a/', 'http://b/'],
      method: ['GET', 'PUT'],
      headers: { X: ['1', '2'], y: '3' },
      tls: [true, false],
    };
    const [one] = readTests(test({ request }));
    expect(one?.requests).toHaveLength(16);
    expect(new Set(one?.requests.map((r) => r.label)).size).toBe(16);
    expect(one?.requests[0]).toMatchObject({
      method: 'GET',
      url: 'http://a/',
      tls: 'tls',
      headers: [
        ['x', '1'],
        ['y', '3'],
      ],
    });
  });

  it('make one request where there is one value of each', () => {
    const [one] = readTests(test({ request: { url: URL } }));
    expect(one?.requests).toEqual([
      { label: `GET ${URL}`, method: 'GET', url: URL, headers: [], tls: 'as-url', inbound: false },
    ]);
  });
});

describe('a test', () => {
  it('goes through the proxy of its file unless it names one', () => {
    const request = { url: URL };
    const expected = { status: 200 };
    const document = {
      from: 'web',
      tests: [
        { request, expect: expected },
        { from: 'orders', request, expect: expected },
      ],
    };
    expect(readTests(document).map((one) => one.from)).toEqual(['web', 'orders']);
    expect(readTests(document)[0]?.name).toBe(`GET ${URL}`);
  });

  it('reads the short and the long spelling of the same', () => {
    const short = {
      destination: 'catalog.shop:8080/v2',
      redirect: 'http://x/',
      rewrite: '/y',
      retries: 2,
      mirror: 'catalog',
      weights: { 'catalog/v1': 90 },
    };
    const long = {
      destination: { host: 'catalog.shop', port: { number: 8080 }, subset: 'v2' },
      redirect: { location: 'http://x/' },
      rewrite: { path: '/y' },
      retries: { attempts: 2 },
      mirror: [{ destination: { host: 'catalog' } }],
      weights: [{ destination: 'catalog/v1', weight: 90 }],
    };
    expect(readTests(expecting(short))[0]?.expect).toEqual(readTests(expecting(long))[0]?.expect);
  });
});

describe('the format of istio-config-validator', () => {
  const request = { authority: ['a', 'b'], method: ['GET', 'PUT'], uri: ['/1', '/2'], headers: { X: '1' } };
  it('is read, whatever the case of its first word', () => {
    for (const key of ['testCases', 'TestCases']) {
      const { tests, problems } = readTestDocument({ [key]: [{ description: 'd', wantMatch: true, request }] });
      expect(problems).toEqual([]);
      expect(tests).toMatchObject([{ kind: 'route', name: 'd', wantMatch: true }]);
      expect(tests[0]?.requests).toHaveLength(8);
    }
  });

  it('takes fields that nobody knows, and notes them', () => {
    const { problems, notes } = readTestDocument({ testCases: [{ request, isMatch: true }] });
    expect(problems).toEqual([]);
    expect(notes).toMatchObject([{ path: ['testCases', 0, 'isMatch'] }]);
  });
});
