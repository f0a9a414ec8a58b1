import { describe, expect, it } from 'vitest';
import { type Row, violationsOf } from './violations.js';

const port = (number: number, protocol: string, fields: object = {}) => ({
  number,
  protocol,
  name: `p${number}`,
  ...fields,
});
const server = (fields: object) => ({ servers: [{ port: port(80, 'HTTP'), hosts: ['*'], ...fields }] });
const at = 'spec.servers[0]';

describe('Gateway', () => {
  const rows: readonly Row[] = [
    ['a server', server({}), []],
    ['hosts of all forms', server({ hosts: ['a.b', './a.b', '*/a.b', 'ns/*.b', '10.0.0.1', 'ns/*'] }), []],
    [
      'hosts of none',
      server({ hosts: ['', '/a.b', 'ns/', 'a/b/c.d', '*a.b', 'a.*.b'] }),
      [
        `error ${at}.hosts[0]`,
        `error ${at}.hosts[0]`,
        `error ${at}.hosts[1]`,
        `error ${at}.hosts[1]`,
        `error ${at}.hosts[2]`,
        `error ${at}.hosts[2]`,
        `error ${at}.hosts[2]`,
        `error ${at}.hosts[3]`,
        `error ${at}.hosts[4]`,
        `error ${at}.hosts[5]`,
        `error ${at}.hosts[5]`,
      ],
    ],
    ['no protocol', server({ port: port(80, '') }), [`error ${at}.port.protocol`]],
    ['a unix socket', server({ port: port(0, 'HTTP'), bind: 'unix:///run/a' }), []],
    ['a unix socket in the abstract', server({ port: port(0, 'HTTP'), bind: 'unix://@a' }), []],
    ['a unix socket with a port', server({ bind: 'unix://a' }), [`error ${at}.bind`, `error ${at}.bind`]],
    ['no port with an address', server({ port: port(0, 'HTTP'), bind: '10.0.0.1' }), [`error ${at}.port.number`]],
    ['no namespace at all', server({ hosts: ['~/a.b'] }), [`error ${at}.hosts[0]`]],
    ['settings of plain HTTP that end no TLS', server({ tls: { mode: 'AUTO_PASSTHROUGH' } }), []],
    [
      'a certificate of plain HTTP',
      server({ tls: { privateKey: 'a' } }),
      [`warning ${at}.tls.privateKey`, `error ${at}.tls`],
    ],
    ['a redirect', server({ tls: { httpsRedirect: true } }), []],
    [
      'a redirect and more',
      server({ tls: { httpsRedirect: true, mode: 'SIMPLE', credentialName: 'c' } }),
      [`error ${at}.tls`],
    ],
    [
      'a redirect of TLS',
      server({ port: port(443, 'HTTPS'), tls: { httpsRedirect: true, mode: 'SIMPLE', credentialName: 'c' } }),
      [`warning ${at}.tls.httpsRedirect`],
    ],
    ['TLS without settings', server({ port: port(443, 'TLS') }), [at].map((path) => `error ${path}`)],
    ['settings for TCP', server({ port: port(5, 'MONGO'), tls: {} }), [`error ${at}.tls`]],
    [
      'port names twice',
      { servers: [1, 2].map((n) => ({ port: port(n, 'HTTP', { name: 'a' }), hosts: ['*'] })) },
      ['error spec.servers[1].port.name'],
    ],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('Gateway', spec)).toEqual(expected);
  });
});

describe('TLS of a server', () => {
  const tls = (fields: object) => server({ port: port(443, 'HTTPS'), tls: fields });
  const pair = { serverCertificate: 'a', privateKey: 'b' };
  const rows: readonly Row[] = [
    ['files', tls({ mode: 'SIMPLE', ...pair }), []],
    ['two certificates', tls({ mode: 'SIMPLE', tlsCertificates: [pair, pair] }), []],
    [
      'three certificates',
      tls({ mode: 'SIMPLE', tlsCertificates: [pair, pair, pair] }),
      [`warning ${at}.tls.tlsCertificates`],
    ],
    [
      'half a certificate',
      tls({ mode: 'SIMPLE', tlsCertificates: [pair, { privateKey: 'b' }] }),
      [`error ${at}.tls.tlsCertificates[1]`],
    ],
    ['two sources', tls({ mode: 'SIMPLE', ...pair, tlsCertificates: [pair] }), [`error ${at}.tls`]],
    ['half of another source', tls({ mode: 'SIMPLE', credentialName: 'c', privateKey: 'b' }), []],
    [
      'passing through with two sources',
      tls({ mode: 'PASSTHROUGH', credentialName: 'c', ...pair }),
      [`error ${at}.tls`, `warning ${at}.tls.serverCertificate`],
    ],
    ['passing through with a revocation list', tls({ caCrl: 'c' }), [`warning ${at}.tls.caCrl`]],
    ["Istio's own with a revocation list", tls({ mode: 'ISTIO_MUTUAL', caCrl: 'c' }), []],
    ['credentials', tls({ mode: 'MUTUAL', credentialNames: ['a', 'b'] }), []],
    ['mutual without anything', tls({ mode: 'OPTIONAL_MUTUAL' }), Array(3).fill(`error ${at}.tls`)],
    ['mutual without authority', tls({ mode: 'MUTUAL', ...pair }), [`error ${at}.tls`]],
    ['a revocation list nobody reads', tls({ mode: 'SIMPLE', ...pair, caCrl: 'c' }), [`error ${at}.tls.caCrl`]],
    ['passing through', tls({ mode: 'PASSTHROUGH' }), []],
    [
      'passing through with a certificate',
      tls({ mode: 'AUTO_PASSTHROUGH', ...pair }),
      [`warning ${at}.tls.serverCertificate`],
    ],
    [
      "Istio's own with others",
      tls({ mode: 'ISTIO_MUTUAL', credentialName: 'c', caCertificates: 'd' }),
      [`error ${at}.tls.caCertificates`, `error ${at}.tls.credentialName`],
    ],
    [
      'an old version',
      tls({ mode: 'SIMPLE', ...pair, minProtocolVersion: 'TLSV1_1' }),
      [`warning ${at}.tls.minProtocolVersion`],
    ],
    [
      'an old version with ciphers',
      tls({ mode: 'SIMPLE', ...pair, minProtocolVersion: 'TLSV1_0', cipherSuites: ['AES128-SHA'] }),
      [],
    ],
    [
      'ciphers',
      tls({ mode: 'SIMPLE', ...pair, cipherSuites: ['nope', 'AES128-SHA', 'AES128-SHA', 'no'] }),
      [`warning ${at}.tls.cipherSuites`, `warning ${at}.tls.cipherSuites`],
    ],
    [
      'ciphers of other sorts',
      tls({ mode: 'SIMPLE', ...pair, cipherSuites: ['ALL', '-RSA', 'PSK-AES256-CBC-SHA'] }),
      [`warning ${at}.tls.cipherSuites`],
    ],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('Gateway', spec)).toEqual(expected);
  });
});
