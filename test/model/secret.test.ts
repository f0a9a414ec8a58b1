import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { firstCertificate } from '../../src/model/certificate.js';
import { secret } from '../../src/model/kinds/secret.js';

const decode = (value: unknown) => {
  const context = { path: [], problems: [] };
  return { body: secret(value, context), problems: context.problems };
};

describe('Secrets', () => {
  it('keep names of keys, and no value', () => {
    const { body, problems } = decode({ type: 'Opaque', data: { a: 'c2VjcmV0', n: 7 }, stringData: { b: 'hidden' } });
    expect(problems).toEqual([]);
    expect([...(body?.keys ?? [])]).toEqual(['a', 'n', 'b']);
    expect(`${JSON.stringify(body)} ${inspect(body, { depth: 9, showHidden: true })}`).not.toMatch(/c2VjcmV0|hidden|7/);
  });

  it.each([
    ['nothing', {}, 'missing'],
    ['a certificate alone', { 'tls.crt': 'x' }, 'missing'],
    ['no PEM text', { 'tls.crt': 'eA==', 'tls.key': 'eA==' }, 'missing'],
    ['an empty certificate', { 'tls.crt': '', 'tls.key': 'eA==' }, 'missing'],
    ['an empty PEM block', { cert: pem('AAAA'), key: 'eA==' }, 'unreadable'],
  ])('with %s', (_, data, problem) => {
    expect(decode({ data }).body?.certificateProblem(undefined)).toBe(problem);
  });
});

function pem(text: string): string {
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`).toString('base64');
}

describe('the first certificate', () => {
  it('comes without the key beside it', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nS0VZ\n-----END PRIVATE KEY-----';
    const text = Buffer.from(pem('AAAA'), 'base64').toString();
    expect(firstCertificate(`${key}\n${text}${text}`)).toBe(text.trim());
    expect(firstCertificate(key)).toBeUndefined();
  });
});
