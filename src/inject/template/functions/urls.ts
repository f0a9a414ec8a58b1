import { ValueError } from '../error.js';
import { anyMap, fn, type TemplateFunction, text } from '../function.js';
import { decodeBytes } from '../text.js';
import { dictOf, type GoMap, typeName } from '../values.js';

const bad = (url: string): never => {
  throw new ValueError(`${JSON.stringify(url)} is no URL`);
};

/** Resolves %XX. */
function decodePercent(part: string, url: string): string {
  if (/%(?![\da-fA-F]{2})/.test(part)) bad(url);
  if (!part.includes('%')) return part;
  const bytes = Buffer.from(part, 'utf8')
    .toString('latin1')
    .replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeBytes(Buffer.from(bytes, 'latin1'));
}

/** Writes a text so that it can stand in a URL; `plain` are the characters that may stand there. */
const encodePercent = (part: string, plain: RegExp): string =>
  [...Buffer.from(part, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return byte < 0x80 && plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

const PATH_PLAIN = /[\w.~$&+,/:;=@!'()*-]/;
const FRAGMENT_PLAIN = /[\w.~$&+,/:;=?@!'()*-]/;
const USER_PLAIN = /[\w.~$&+,;=-]/;

function userText(userinfo: string, url: string): string {
  const [name = '', ...rest] = userinfo.split(':');
  if (!/^[\w\-.:~!$&'()*+,;=%@]*$/.test(userinfo)) bad(url);
  const user = encodePercent(decodePercent(name, url), USER_PLAIN);
  return rest.length === 0 ? user : `${user}:${encodePercent(decodePercent(rest.join(':'), url), USER_PLAIN)}`;
}

function hostName(host: string): string {
  const bracket = /^\[(.*)\]/.exec(host);
  return bracket ? (bracket[1] ?? '') : host.replace(/:\d*$/, '');
}

function checkHost(host: string, url: string): void {
  const port = /^\[[^\]]*\](.*)$/.exec(host)?.[1] ?? /:[^:]*$/.exec(host)?.[0] ?? '';
  if (!/^(?::\d*)?$/.test(port) || (host.startsWith('[') && !host.includes(']'))) bad(url);
  if (/[ "<>^`{}|\\]/.test(host) || (host.includes('[') && !host.startsWith('['))) bad(url);
}

/** The parts of a URL, as Go's net/url tells them apart. */
function parse(url: string): GoMap {
  if (/[\x00-\x1f\x7f]/.test(url)) bad(url);
  const [, before = '', fragment = ''] = /^([^#]*)(?:#([\s\S]*))?$/.exec(url) ?? [];
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(before)?.[1] ?? '';
  let rest = scheme === '' ? before : before.slice(scheme.length + 1);
  if (scheme === '' && rest.startsWith(':')) bad(url);
  const question = rest.indexOf('?');
  const query = question < 0 ? '' : rest.slice(question + 1);
  rest = question < 0 ? rest : rest.slice(0, question);
  let opaque = '';
  let authority = '';
  if (!rest.startsWith('/')) {
    if (scheme !== '') [opaque, rest] = [rest, ''];
    else if (rest.split('/')[0]?.includes(':')) bad(url);
  } else if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    [authority, rest] = slash < 0 ? [rest.slice(2), ''] : [rest.slice(2, slash), rest.slice(slash)];
  }
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  checkHost(host, url);
  return dictOf([
    ['scheme', scheme.toLowerCase()],
    ['host', decodePercent(host, url)],
    ['hostname', hostName(host)],
    ['path', decodePercent(rest, url)],
    ['query', query],
    ['opaque', opaque],
    ['fragment', decodePercent(fragment, url)],
    ['userinfo', at < 0 ? '' : userText(authority.slice(0, at), url)],
  ]);
}

function part(map: GoMap, key: string): string {
  const value = map.entries.get(key);
  if (value === undefined) return '';
  return typeof value === 'string' ? value : bad(`${key}: ${typeName(value)}`);
}

/** The URL of its parts. */
function join(map: GoMap): string {
  const [scheme, host, path, query, opaque, fragment, userinfo] = [
    'scheme',
    'host',
    'path',
    'query',
    'opaque',
    'fragment',
    'userinfo',
  ].map((key) => part(map, key));
  let url = scheme ? `${scheme}:` : '';
  if (opaque) url += opaque;
  else {
    const user = userinfo ? `${userText(userinfo, userinfo)}@` : '';
    if (scheme || host || user) {
      if (host || path || user)
        url +=
          host || user || path?.startsWith('//')
            ? `//${user}${encodePercent(host ?? '', /[\w.~!$&'()*+,;=:[\]<>"-]/)}`
            : '';
    }
    const escaped = path === '*' ? '*' : encodePercent(path ?? '', PATH_PLAIN);
    if (escaped !== '' && !escaped.startsWith('/') && host) url += '/';
    if (url === '' && escaped.split('/')[0]?.includes(':')) url += './';
    url += escaped;
  }
  if (query) url += `?${query}`;
  return fragment ? `${url}#${encodePercent(fragment, FRAGMENT_PLAIN)}` : url;
}

/** sprig's functions on URLs. https://masterminds.github.io/sprig/url.html */
export const URL_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  urlParse: fn([text], ([url]) => parse(url)),
  urlJoin: fn([anyMap], ([map]) => join(map)),
};
