import type { ValidDocument } from './documents.js';
import type { Field } from './fields.js';

/** A broken text, and the lines (1-based) at which it may be reported. */
export interface Broken {
  readonly text: string;
  readonly lines: readonly number[];
}

/** A kind of typo: the fields that it can befall, and what it does to one. */
export interface Typo {
  readonly name: string;
  readonly befalls: (field: Field, document: ValidDocument) => boolean;
  readonly break: (text: string, field: Field) => Broken;
}

const inSpec = (field: Field) => field.path[0] === 'spec' && field.path.length > 1;
const known = (field: Field) => inSpec(field) && !field.free;
const isNumber = (field: Field) => known(field) && typeof field.value === 'number';
const isText = (field: Field) => known(field) && field.holds === 'scalar' && typeof field.value === 'string';

const ENUMS = new Set(
  `mode simple location resolution action phase applyTo context operation captureMode minProtocolVersion h2UpgradePolicy
  imagePullPolicy failStrategy type metric scheme valueFrom`.split(/\s+/),
);
const PORTS = new Set(['number', 'port', 'portNumber', 'targetPort']);
const HOSTS = new Set(['host', 'hosts', 'sniHosts']);

/** Changes one line; reported there. */
function onLine(change: (line: string, field: Field) => string, also: readonly number[] = []): Typo['break'] {
  return (text, field) => {
    const lines = text.split('\n');
    lines[field.line] = change(lines[field.line] ?? '', field);
    return { text: lines.join('\n'), lines: [field.line + 1, ...also.map((n) => field.line + 1 + n)] };
  };
}

const renameKey = (rename: (key: string) => string) =>
  onLine((line, { key }) => line.replace(`${key}:`, `${rename(key)}:`));

const setValue = (value: string | ((field: Field) => string)) =>
  onLine((line, field) => line.replace(/:(\s.*)?$/, `: ${typeof value === 'string' ? value : value(field)}`));

/** Replaces a field with all that stands below it by one line. */
function replaceBlock(value: string): Typo['break'] {
  return (text, field) => {
    const lines = text.split('\n');
    const line = (lines[field.line] ?? '').replace(/:(\s.*)?$/, `: ${value}`);
    lines.splice(field.line, field.lastLine - field.line + 1, line);
    return { text: lines.join('\n'), lines: [field.line + 1] };
  };
}

function swapLetters(key: string): string {
  const [a = '', b = '', c = '', ...rest] = key;
  return b === c ? [a, ...rest].join('') : [a, c, b, ...rest].join('');
}

export const TYPOS: readonly Typo[] = [
  {
    name: 'misspelled key',
    befalls: (field) => known(field) && field.key.length > 3,
    break: renameKey(swapLetters),
  },
  {
    name: 'key one level too deep',
    befalls: (field) =>
      known(field) &&
      field.before !== undefined &&
      field.alone &&
      !/^(labels|ports|selector|value|matchLabels|environmentVariables)$/.test(field.before.key),
    break: (text, field) => {
      const lines = text.split('\n').map((line, i) => (i >= field.line && i <= field.lastLine ? `  ${line}` : line));
      return { text: lines.join('\n'), lines: [field.line + 1, field.line + 2] };
    },
  },
  { name: 'list for a text', befalls: isText, break: setValue('[oops]') },
  {
    name: 'misspelled enum',
    befalls: (field) => isText(field) && ENUMS.has(field.key),
    break: setValue(({ value }) => String(value).replace(/.(.)$/, '$1')),
  },
  {
    name: 'duplicated key',
    befalls: (field) => known(field) && field.holds === 'scalar' && field.alone,
    break: (text, field) => {
      const lines = text.split('\n');
      lines.splice(field.line, 0, lines[field.line] ?? '');
      return { text: lines.join('\n'), lines: [field.line + 1, field.line + 2] };
    },
  },
  {
    name: 'missing required field',
    befalls: (field, { required }) => known(field) && field.alone && required.includes(field.key),
    break: (text, field) => {
      const lines = text.split('\n');
      lines.splice(field.line, field.lastLine - field.line + 1);
      return { text: lines.join('\n'), lines: [field.parentLine + 1, field.mapLine + 1] };
    },
  },
  {
    name: 'key in the wrong case',
    befalls: known,
    break: renameKey((key) => key.charAt(0).toUpperCase() + key.slice(1)),
  },
  {
    name: 'snake case',
    // The schema of RequestAuthentication has jwks_uri too.
    befalls: (field) => known(field) && /[A-Z]/.test(field.key) && field.key !== 'jwksUri',
    break: renameKey((key) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)),
  },
  {
    name: 'tab',
    befalls: (field) => inSpec(field) && field.path.length > 2 && field.alone,
    break: onLine((line) => line.replace(/^ {2}/, '\t')),
  },
  {
    name: 'unclosed quote',
    befalls: isText,
    break: onLine((line) => line.replace(/: "?([^"]*)"?$/, ': "$1')),
  },
  { name: 'negative number', befalls: (field) => isNumber(field) && field.key !== 'priority', break: setValue('-1') },
  {
    name: 'misspelled kind',
    befalls: ({ path }) => path.join() === 'kind',
    break: setValue(({ value }) => swapLetters(String(value))),
  },
  {
    name: 'misspelled group',
    befalls: ({ path }) => path.join() === 'apiVersion',
    break: setValue(({ value }) => swapLetters(String(value))),
  },
  {
    name: 'wrong version',
    befalls: ({ path }) => path.join() === 'apiVersion',
    break: setValue(({ value }) => `${value}beta9`),
  },
  {
    name: 'text for a list',
    befalls: (field) => known(field) && field.holds.startsWith('list'),
    break: replaceBlock('oops'),
  },
  { name: 'list for a map', befalls: (field) => inSpec(field) && field.holds === 'map', break: replaceBlock('[oops]') },
  {
    name: 'negative duration',
    befalls: (field) => isText(field) && /^\d+(ms|s|m|h)$/.test(String(field.value)),
    break: setValue(({ value }) => `-${value}`),
  },
  {
    name: 'no host name',
    befalls: (field) => known(field) && HOSTS.has(field.key),
    break: (text, field) => {
      const lines = text.split('\n');
      const at = field.holds === 'scalar' ? field.line : field.line + 1;
      lines[at] = (lines[at] ?? '').replace(/(: |- ).*$/, '$1bad_host..x');
      return { text: lines.join('\n'), lines: [at + 1] };
    },
  },
  {
    name: 'weight over 100',
    // The sum of weights is one of the list of destinations.
    befalls: (field, { name }) => field.key === 'weight' && name.startsWith('VirtualService'),
    break: (text, field) => {
      const { text: broken, lines } = setValue('900')(text, field);
      const above = text.split('\n').slice(0, field.line);
      return { text: broken, lines: [...lines, above.findLastIndex((line) => line.trim() === 'route:') + 1] };
    },
  },
  { name: 'no port number', befalls: (field) => isNumber(field) && PORTS.has(field.key), break: setValue('70000') },
  {
    name: 'unknown top-level key',
    befalls: ({ path }) => path.join() === 'spec',
    break: (text) => ({ text: `${text}specs: 1\n`, lines: [text.split('\n').length] }),
  },
  { name: 'word for a number', befalls: isNumber, break: setValue('many') },
  {
    name: 'word for true or false',
    befalls: (field) => known(field) && typeof field.value === 'boolean',
    break: setValue('perhaps'),
  },
  {
    name: 'missing colon',
    befalls: (field) => known(field) && field.holds === 'scalar' && field.alone,
    break: onLine((line) => line.replace(':', ''), [-1, 1]),
  },
];
