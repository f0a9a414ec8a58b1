// Certificates for one test run: an authority, a server, and clients with identities.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes an authority in a folder.
 * @returns the PEM of the authority, and `issue(name, sans)`, which makes `{cert, key}` for names such as `URI:spiffe://a/ns/b/sa/c`
 */
export function makeAuthority(folder) {
  const at = (name) => join(folder, name);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...curve, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/O=test authority');
  let count = 0;
  const issue = (subject, sans) => {
    const name = at(`issued-${count++}`);
    const by = [
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-subj',
      subject,
      '-addext',
      `subjectAltName=${sans.join(',')}`,
    ];
    openssl(
      'req',
      '-x509',
      ...curve,
      ...by,
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
    );
    return { cert: readFileSync(`${name}.pem`, 'utf8'), key: readFileSync(`${name}.key`, 'utf8') };
  };
  return { ca: readFileSync(at('ca.pem'), 'utf8'), issue };
}
