// Certificates for one run: an authority, and one for each name.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** Makes an authority in a folder; `issue` gives the files of a certificate for a SPIFFE ID or a host. */
export function startAuthority(folder) {
  const ca = { cert: join(folder, 'ca.crt'), key: join(folder, 'ca.key') };
  openssl(['req', '-x509', ...KEY, '-keyout', ca.key, '-out', ca.cert, '-subj', '/CN=authority']);
  const issued = new Map();
  const issue = (name) => {
    const known = issued.get(name);
    if (known) return known;
    const base = join(folder, `leaf-${issued.size}`);
    const leaf = { cert: `${base}.crt`, key: `${base}.key` };
    const alt = `subjectAltName=${name.includes('://') ? 'URI' : 'DNS'}:${name}`;
    const by = ['-CA', ca.cert, '-CAkey', ca.key, '-addext', 'basicConstraints=critical,CA:false'];
    openssl(['req', '-x509', ...KEY, ...by, '-keyout', leaf.key, '-out', leaf.cert, '-subj', '/', '-addext', alt]);
    issued.set(name, leaf);
    return leaf;
  };
  return { ca, issue };
}

function openssl(args) {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
