import { ValueError } from '../error.js';
import { any, type TemplateFunction, variadic } from '../function.js';

/** Ends the rendering with a message of the template's own. */
export function reject(message: string): never {
  throw new ValueError(message);
}

/** Functions of sprig whose result depends on chance or on the machine: rendering must give the same everywhere. */
const IMPURE: Readonly<Record<string, readonly string[]>> = {
  'makes random values': [
    'randAlphaNum',
    'randAlpha',
    'randAscii',
    'randNumeric',
    'randInt',
    'randBytes',
    'shuffle',
    'uuidv4',
  ],
  'makes keys, certificates or salted hashes': [
    'bcrypt',
    'htpasswd',
    'genPrivateKey',
    'derivePassword',
    'buildCustomCert',
    'genCA',
    'genCAWithKey',
    'genSelfSignedCert',
    'genSelfSignedCertWithKey',
    'genSignedCert',
    'genSignedCertWithKey',
    'encryptAES',
    'decryptAES',
  ],
  'reads the environment': ['env', 'expandenv'],
  'asks the network': ['getHostByName'],
};

/** They are known, so that a template that doesn't call them is read; calling one is an error that says why. */
export const REFUSED_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = Object.fromEntries(
  Object.entries(IMPURE).flatMap(([reason, names]) =>
    names.map((name) => [name, variadic([], any, () => reject(`is not available here: it ${reason}`))]),
  ),
);
