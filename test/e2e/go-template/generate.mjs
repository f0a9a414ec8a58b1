// Templates made from a grammar over all constructs and functions, the same for a seed.
import { makeData, NUMBERS, TEXTS } from './data.mjs';
import { CALLS, FUNCTIONS } from './functions.mjs';
import { createRandom } from './random.mjs';

const PATHS = {
  text: ['.s', '.t', '.m.a', '.lm.app', '.c.Image', '.c.Title', '.c.Name', '$.s'],
  int: ['.i'],
  number: ['.n', '.f', '.i', '.j', '.u', '.c.Weight', '.p.GetNumber', '.p.Number'],
  bool: ['.b', '.c.Ready'],
  list: ['.l'],
  texts: ['.sl', '.c.Args'],
  ints: ['.il'],
  labels: ['.lm', '.c.Labels'],
  map: ['.m', '.m.sub'],
  any: [
    '.v',
    '.z',
    '.missing',
    '.m.b',
    '.m.sub.a',
    '.m.missing.deeper',
    '.c',
    '.c.User',
    '.p',
    '.c.Default',
    '.cs',
    '$',
    '.',
  ],
  struct: ['.c', '.p', '.c.Default', '.c.Meta'],
};
const PATTERNS = [
  'a+',
  '(\\w+)@(\\w+)\\.com',
  '[a-z]*',
  '^x?',
  '\\d+',
  '(?P<n>b)(c)?',
  '(',
  'x|',
  '\\b\\w',
  '',
  '[[:upper:]]+',
  '.',
  '(?i)HTTP',
  'é|ß',
  '\\s+',
  'a{2,1}',
  '(?=a)',
];
/** `$1` and `${1}` name groups here, nothing of ours. */
const DOLLAR = '$';
const REPLACEMENTS = ['$1', `${DOLLAR}{1}x`, '$1x', '<$0>', `${DOLLAR}{n}`, '$$', '$', '\\1', ''];
const CONSTRAINTS = [
  '^1.2',
  '~1.2.3',
  '>=1.0, <2.0',
  '1.x',
  '*',
  '!=1.2.3',
  '>1.2 || <0.5',
  '1.2 - 1.4',
  '=>1',
  '^0.2.3',
  '^0.0.3',
  '~1',
  '~0.0.0',
  '<=1.2',
  '>1',
  '!=1.x',
  'abc',
  '',
  '^2.0.0-0',
];
const VERSIONS = [
  '1.2.3',
  '1.2.4',
  'v1.3',
  '2',
  '0.2.4',
  '0.0.3',
  '1.2.3-rc.1',
  '1.2.3-rc.2+x',
  '1.0.0',
  'x',
  '1.2.03',
  '2.0.0-alpha.10',
  '1.4.5',
];
const LAYOUTS = [
  '2006-01-02T15:04:05Z07:00',
  'Mon Jan _2 15:04:05 2006',
  'Monday, 02-Jan-06 3:04PM',
  '2006-002',
  '1/2/06 03:04:05.000 pm -0700',
  'January 2',
  'text 15h',
  '.999 5s',
  '__2',
];
const KEYS = ['a', 'b', 'sub', 'app', 'c', 'Key', 'no', 'd10', 'x.y/z'];
const VERBS = [
  'v',
  '+v',
  '#v',
  'd',
  's',
  'q',
  't',
  'f',
  'g',
  'e',
  'x',
  'X',
  '5d',
  '05d',
  '-5d',
  '+d',
  '-8s',
  '8s',
  '.2s',
  '6.2f',
  '.3g',
  '08.3f',
  'T',
  'c',
  'U',
  'b',
  'o',
  'O',
  '#x',
  '#o',
  '% d',
  '% x',
  '+q',
  '#q',
  'E',
  'G',
  '#U',
  '[2]v',
  '*d',
  '.*f',
  '!',
  '%',
  'z',
  '10v',
  '-10v',
  '010d',
  '+.1e',
  '#g',
  ' f',
  '.0f',
  '6.3v',
  '.3q',
  '-#8x',
];

/** Called on their own only. Most may give bytes that are no text: strings here can't hold them, and what reads them sees U+FFFD. */
const ALONE = new Set([
  'semver', // copies of a version are 0.0.0 in Go
  'htmlDateInZone', // what is no time is now
  'dateInZone',
  'date_in_zone',
  'b64dec',
  'b32dec',
  'trunc',
  'substr',
  'abbrev',
  'abbrevboth',
  'wrapWith',
]);

const CHANGING = /^(?:set|unset|merge.*|mustMerge.*)$/;

/** Everything that is made from one source of chance. */
function createGrammar(random) {
  let names = 0;
  const { pick, chance, below, times } = random;
  const quoted = (text) =>
    text.includes('`') || text.includes('\r') || chance(0.7) ? JSON.stringify(text) : `\`${text}\``;
  const literal = {
    text: () => quoted(pick(TEXTS)),
    int: () => pick(['0', '1', '2', '3', '5', '-1', '-3', '10', '80', '0x10', "'a'", '1e1', '0b11', '017']),
    small: () => pick(['0', '1', '2', '4', '-1', '-2']),
    number: () => (chance(0.5) ? pick(NUMBERS).toString().replace('e+', 'e') : literal.int()),
    bool: () => pick(['true', 'false']),
    pattern: () => JSON.stringify(pick(PATTERNS)),
    constraint: () => JSON.stringify(pick(CONSTRAINTS)),
    version: () => JSON.stringify(pick(VERSIONS)),
    key: () => JSON.stringify(pick(KEYS)),
    position: () => (chance(0.5) ? literal.key() : pick(['0', '1', '2', '-1', '.i'])),
    duration: () => pick(['"1h30m"', '"400h"', '"99999h"', '"-2m1.5s"', '"x"', '"1.5ms"', '(int64 90000000000)', '3']),
    layout: () => JSON.stringify(pick(LAYOUTS)),
    time: () => pick(['0', '1', '1700000000', '951826154', '(int64 1719792000)', '-1', '1709251199']),
    zone: () => pick(['"UTC"', '"Europe/Berlin"', '"America/New_York"', '"Asia/Kolkata"', '"nowhere"', '""']),
    any: () => literal[pick(['text', 'int', 'number', 'bool'])](),
  };
  const groups = {
    anyList: ['list', 'list', 'texts', 'ints'],
    collection: ['list', 'texts', 'map', 'labels', 'text'],
    sized: ['list', 'texts', 'map', 'labels', 'text'],
    number: ['number', 'int'],
    any: ['text', 'int', 'number', 'bool', 'list', 'texts', 'map', 'any', 'labels', 'ints'],
  };

  function call(row, scope, depth) {
    const params = row.params.at(-1) === '*' ? row.params.slice(0, -1) : row.params;
    const more = row.params.at(-1) === '*' ? times(0, 2, () => params.at(-1)) : [];
    const kinds = [...params, ...more];
    if (kinds.includes('time')) return [row.name, ...kinds.map((kind) => literal[kind]())].join(' ');
    if (chance(0.02)) kinds.pop();
    if (chance(0.02)) kinds.push('any');
    const args = kinds.map((kind) => argument(kind, scope, depth - 1));
    // What changes a map gets a copy: a map that holds itself ends Go's process.
    if (CHANGING.test(row.name) && args.length > 0) args[0] = `(deepCopy ${args[0]})`;
    if (args.length > 0 && chance(0.3)) {
      const last = args.pop().replace(/^\((.*)\)$/s, '$1');
      return `${last} | ${[row.name, ...args].join(' ')}`;
    }
    return [row.name, ...args].join(' ');
  }

  /** An operand: a literal, a path, a variable or a call in parentheses. */
  function argument(kind, scope, depth) {
    if (chance(0.03)) return argument('any', scope, depth);
    if (kind === 'text' && chance(0.05)) return JSON.stringify(pick(REPLACEMENTS));
    const narrowed = groups[kind] ? pick(groups[kind]) : kind;
    const variables = scope.filter((v) => v.kind === narrowed || narrowed === 'any');
    if (variables.length > 0 && chance(0.3)) return pick(variables).name;
    const calls = FUNCTIONS[narrowed];
    if (depth > 0 && calls && chance(0.4)) {
      const name = pick(Object.keys(calls));
      if (name !== 'fail' && !ALONE.has(name)) return `(${call({ name, params: calls[name] }, scope, depth)})`;
    }
    if (literal[narrowed] && (!PATHS[narrowed] || chance(0.5))) return literal[narrowed]();
    return pick(PATHS[narrowed] ?? PATHS.any);
  }

  const open = () => (chance(0.15) ? '{{- ' : chance(0.5) ? '{{' : '{{ ');
  const close = () => (chance(0.15) ? ' -}}' : chance(0.5) ? '}}' : ' }}');
  const action = (inner) => open() + inner + close();
  const text = () => pick(['', ' ', 'x', '\n', 'a b ', ' \n\t ', 'é', '{', '}', '{ {', '"', '|', '  - ']);
  const newName = () => `$v${names++}`;

  function pipeline(kind, scope, depth) {
    const rows = CALLS.filter((row) => (row.kind === kind || kind === 'any') && !ALONE.has(row.name));
    return chance(0.6) ? call(pick(rows), scope, depth) : argument(kind, scope, depth);
  }

  function printf(scope) {
    const verbs = times(1, 3, () => pick(VERBS));
    const args = verbs.map(() => argument(pick(['any', 'number', 'text', 'int', 'struct']), scope, 1));
    if (chance(0.1)) args.pop();
    if (chance(0.1)) args.push('1');
    return action(`printf ${JSON.stringify(verbs.map((v) => `%${v}`).join(pick(['', ' ', '|'])))} ${args.join(' ')}`);
  }

  function branch(scope, depth, loops) {
    const kind = pick(['if', 'if', 'with', 'range', 'range', 'range']);
    if (kind === 'range') return range(scope, depth, loops);
    const inner = [...scope];
    let head = pipeline(pick(['bool', 'any', 'text', 'list']), scope, 2);
    if (chance(0.2)) {
      const name = newName();
      inner.push({ name, kind: 'any' });
      head = `${name} := ${head}`;
    }
    let out = action(`${kind} ${head}`) + body(inner, depth - 1, loops);
    if (chance(0.3)) out += action(`else ${kind} ${pipeline('any', scope, 1)}`) + body(inner, depth - 1, loops);
    if (chance(0.5)) out += action('else') + body(inner, depth - 1, loops);
    return out + action('end');
  }

  function range(scope, depth, loops) {
    const inner = [...scope];
    const over = argument(pick(['list', 'texts', 'map', 'labels', 'int', 'small', 'ints', 'any']), scope, 1);
    let head = over;
    const style = below(4);
    if (style === 1 || style === 2) {
      const value = newName();
      inner.push({ name: value, kind: 'any' });
      head = `${value} := ${over}`;
      if (style === 2) {
        const key = newName();
        inner.push({ name: key, kind: 'any' });
        head = `${key}, ${head}`;
      }
    } else if (style === 3 && scope.length > 0) head = `${pick(scope).name} = ${over}`;
    let out = action(`range ${head}`) + body(inner, depth - 1, loops + 1);
    if (chance(0.3)) out += action('else') + body(scope, depth - 1, loops);
    return out + action('end');
  }

  function statement(scope, depth, loops) {
    const choice = below(20);
    if (choice < 4) return text();
    if (choice < 8) return action(pipeline('any', scope, 2));
    if (choice < 9) return printf(scope);
    if (choice < 12 && depth > 0) return branch(scope, depth, loops);
    if (choice < 14) {
      const kind = pick(['text', 'int', 'list', 'map', 'any', 'number']);
      const name = newName();
      const made = action(`${name} := ${pipeline(kind, scope, 2)}`);
      scope.push({ name, kind });
      return made;
    }
    if (choice < 16 && scope.length > 0) {
      const { name, kind } = pick(scope);
      return action(`${name} = ${pipeline(kind, scope, 1)}`);
    }
    if (choice < 17)
      return action(`template "${pick(['one', 'two', 'inner'])}"${chance(0.7) ? ` ${argument('any', scope, 1)}` : ''}`);
    if (choice < 18 && loops > 0)
      return action(`if ${pipeline('bool', scope, 1)}`) + action(pick(['break', 'continue'])) + action('end');
    if (choice < 19) return pick(['{{/* note */}}', '{{- /* note\n */ -}}', '{{/* a */ -}} ']);
    return action(argument('struct', scope, 1) + pick(['', '.Name', '.Number', '.Labels', '.Missing', '.Labels.a']));
  }

  function body(scope, depth, loops) {
    const inner = [...scope];
    return times(1, 4, () => statement(inner, depth, loops)).join('');
  }

  function whole() {
    names = 0;
    const defined = ['one', 'two'].map((name) => action(`define "${name}"`) + body([], 1, 0) + action('end')).join('');
    const inner = chance(0.4)
      ? action('block "inner" .m') + body([], 1, 0) + action('end')
      : `${action('define "inner"')}i${action('end')}`;
    return defined + inner + body([], 3, 0) + body([], 3, 0);
  }

  /** A template with one character lost, added or changed. */
  function damaged(template) {
    const at = below(template.length);
    const extra = pick([
      '{{',
      '}}',
      '"',
      '(',
      ')',
      '.',
      '$',
      '|',
      ' ',
      '-',
      '`',
      '=',
      ':',
      ',',
      "'",
      'end',
      '\\',
      '0',
      '/*',
      'é',
    ]);
    return template.slice(0, at) + (chance(0.5) ? extra : '') + template.slice(at + below(2));
  }

  return {
    call: (row) => action(call(row, [], 2)),
    printf: () => printf([]),
    whole,
    damaged,
    yaml: () => `{{ toYaml ${pick(['.v', '.m', '.l', '.c', '.cs', '.'])} }}`,
  };
}

/** Most whole templates should come to an end: of so many made, the first that does is taken. */
const TRIES = 12;

/** Questions of {group, template, data}; `renders` tells whether one comes to an end. */
export function generate(seed, renders) {
  const random = createRandom(seed);
  const grammar = createGrammar(random);
  const questions = [];
  const add = (group, template) => questions.push({ group, template, data: makeData(random) });
  for (const row of CALLS) for (let i = 0; i < 12; i++) add(`function ${row.name}`, grammar.call(row));
  for (let i = 0; i < 300; i++) add('printf', grammar.printf());
  for (let i = 0; i < 300; i++) add('toYaml', grammar.yaml());
  for (let i = 0; i < 800; i++) {
    const data = makeData(random);
    let template = grammar.whole();
    for (let tries = 0; i % 5 > 0 && tries < TRIES && !renders({ template, data }); tries++) template = grammar.whole();
    questions.push({ group: 'whole', template, data });
  }
  const whole = questions.filter((question) => question.group === 'whole' && renders(question));
  for (let i = 0; i < 400; i++) {
    const { template, data } = random.pick(whole);
    questions.push({ group: 'damaged', template: grammar.damaged(template), data });
  }
  return questions;
}
