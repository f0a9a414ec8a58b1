import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/sources/yaml-values.js';
import { EXPECTED_FIELDS } from '../../src/testing/format/expectation.js';
import { readTestDocument } from '../../src/testing/format/index.js';
import { REQUEST_FIELDS } from '../../src/testing/format/request.js';

const schema = JSON.parse(readFileSync('schemas/meshwright/TestFile.json', 'utf8'));
const validate = new Ajv2020.default({ allowUnionTypes: true, strictRequired: false }).compile(schema);
const url = 'http://a/';
const test = (fields: object) => ({ tests: [{ request: { url }, expect: { status: 200 }, ...fields }] });

describe('the schema of test files, for editors', () => {
  it('has the fields that are read', () => {
    expect(Object.keys(schema.$defs.expect.properties)).toEqual(EXPECTED_FIELDS);
    expect(Object.keys(schema.$defs.request.properties)).toEqual(REQUEST_FIELDS);
  });

  it('takes the tests of the sample', () => {
    const file = readFileSync('test/samples/bookshop/tests.yaml', 'utf8');
    validate(parseDocument(file));
    expect(validate.errors).toBeNull();
  });

  it.each([
    test({}),
    test({ from: 'web', name: 'x' }),
    test({ request: { tcp: ['a:1', 'b:2'], principal: 'spiffe://x' } }),
    test({ expect: { weights: { 'a:80/v1': 90, b: 10 }, mirror: 'none', retries: 'none', timeout: '1.5s' } }),
    test({ expect: { destination: { host: 'a', port: { number: 80 } }, headers: { request: { a: null } } } }),
    { testCases: [{ request: { authority: ['a'], method: ['GET'], uri: ['/'] }, isMatch: true }] },
  ])('takes %j, as the command does', (document) => {
    expect(validate(document)).toBe(true);
    expect(readTestDocument(document).problems).toEqual([]);
  });

  it.each([
    {},
    { test: [] },
    test({ expct: {} }),
    test({ expect: {} }),
    test({ expect: { timeout: '3 seconds' } }),
    test({ expect: { timeot: '3s' } }),
    test({ request: {} }),
    test({ request: { url, tcp: 'a:1' } }),
    test({ request: { url: [] } }),
    test({ request: { url, headers: { a: true } } }),
    { testCases: [{}] },
  ])('refuses %j, as the command does', (document) => {
    expect(validate(document)).toBe(false);
    expect(readTestDocument(document).problems).not.toEqual([]);
  });
});
