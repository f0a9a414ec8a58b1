// Values for the comparison: texts that YAML, quoting and cutting stumble over, numbers at the edges, typed values of Go.
export const TEXTS = [
  '',
  'a',
  'abc',
  'true',
  'no',
  'y',
  'null',
  '~',
  '1',
  '-7',
  '007',
  '0x1f',
  '1e3',
  '.5',
  '1_000',
  '3.0',
  'NaN',
  '12:30:45',
  '2001-01-01',
  '2001-13-01',
  '2020-1-2T3:4:5Z',
  'a: b',
  'a:b',
  'key:',
  '- x',
  '-x',
  '? q',
  '#c',
  'x #c',
  '[1]',
  '{a}',
  '*a',
  '&a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a`',
  "it's",
  '"q"',
  '<a href="x">&</a>',
  ' leading',
  'trailing ',
  'tab\there',
  'one\ntwo',
  'one\ntwo\n',
  '\nstart',
  'end\n\n',
  ' x\ny',
  'bell\u0007',
  'cr\rlf',
  'héé',
  'ÀÉ îø ß',
  '日本語',
  '😀 x',
  'nb\u00a0sp',
  '\u2028sep',
  'foo_bar-baz quxQuux',
  'HTTPServer2xx',
  'Bld4Floor3rd',
  'first name SECOND',
  'a,b,,c',
  'a/b/c',
  '/a/b/../c.tar.gz',
  '../x//y/.',
  '1.2.3',
  'v1.2.0-rc.1+b5',
  '2.0',
  '>=1.2 <2 || ^3.1',
  'https://user:pw@host.example:8443/p%20q/r?x=1&y=2#frag',
  'mailto:a@b',
  'aGVsbG8=',
  'NBSWY3DP',
  'not base64!',
  '{"a":[1,2.5,{"b":null}],"c":"x"}',
  '[1,"2",true,1e3]',
  '{broken',
  'long text of many words that goes on and on until it is wider than any line of eighty columns may ever be, twice',
  'foo@bar.com and baz@qux.org',
  '$1 $' + '{2} \\n',
];

export const NUMBERS = [
  0,
  1,
  2,
  3,
  -1,
  7,
  10,
  100,
  1.5,
  -2.25,
  0.1,
  0.3,
  1e6,
  1e7,
  123456789,
  1e-7,
  1e20,
  1e21,
  Math.PI,
];
const INTS = [0, 1, 2, 3, -1, -5, 7, 12, 255, 1000, 4096];
const KEYS = ['a', 'b', 'c', 'd1', 'd2', 'd10', 'Key', 'k-1', 'sub', 'x.y/z', 'no', '1'];

/** A value of JSON, with typed ones among them. */
export function makeValue(random, depth = 2) {
  const kind = random.below(depth > 0 ? 14 : 9);
  switch (kind) {
    case 0:
    case 1:
    case 2:
      return random.pick(TEXTS);
    case 3:
    case 4:
      return random.pick(NUMBERS);
    case 5:
      return random.chance(0.5);
    case 6:
      return null;
    case 7:
      return { $int: random.pick(INTS) };
    case 8:
      return makeTyped(random);
    case 9:
    case 10:
      return random.times(0, 3, () => makeValue(random, depth - 1));
    case 11:
      return makeContainer(random);
    default:
      return makeMap(random, depth);
  }
}

function makeTyped(random) {
  return random.pick([
    () => ({ $int64: random.pick(INTS) }),
    () => ({ $int32: random.pick(INTS) }),
    () => ({ $uint8: random.below(256) }),
    () => ({ $uint64: random.below(100000) }),
    () => ({ $float32: random.pick([0, 1.5, -0.25, 1024]) }),
    () => ({ $strings: random.times(0, 3, () => random.pick(TEXTS)) }),
    () => ({ $ints: random.times(0, 4, () => random.pick(INTS)) }),
    () => ({ $labels: Object.fromEntries(random.times(0, 3, () => [random.pick(KEYS), random.pick(TEXTS)])) }),
  ])();
}

const makeMap = (random, depth) =>
  Object.fromEntries(random.times(0, 4, () => [random.pick(KEYS), makeValue(random, depth - 1)]));

const makePort = (random) => ({ name: random.pick(['http', '', 'a b']), number: random.pick([0, 80, 8080, -1]) });

function container(random) {
  const made = { name: random.pick(['app', 'istio-proxy', '']), image: random.pick(TEXTS) };
  if (random.chance(0.5)) made.args = random.times(0, 3, () => random.pick(TEXTS));
  if (random.chance(0.5)) made.ports = random.times(0, 3, () => makePort(random));
  if (random.chance(0.4)) made.user = random.pick(INTS);
  if (random.chance(0.4)) made.default = makePort(random);
  if (random.chance(0.5)) made.ready = true;
  if (random.chance(0.3)) made.weight = random.pick(NUMBERS);
  if (random.chance(0.5)) made.labels = { a: random.pick(TEXTS), app: 'x' };
  return made;
}

const makeContainer = (random) => ({ $container: container(random) });

/** The data of one template: always the same names, so that most paths lead somewhere. */
export function makeData(random) {
  return {
    s: random.pick(TEXTS),
    t: random.pick(TEXTS),
    n: random.pick(NUMBERS),
    f: random.pick(NUMBERS),
    i: { $int: random.pick(INTS) }, // also as a count
    j: { $int64: random.pick(INTS) },
    u: { $uint8: random.below(256) },
    b: random.chance(0.5),
    z: null,
    l: random.times(0, 4, () => makeValue(random, 1)),
    sl: { $strings: random.times(0, 4, () => random.pick(TEXTS)) },
    il: { $ints: random.times(0, 4, () => random.pick(INTS)) },
    m: { a: random.pick(TEXTS), b: makeValue(random, 1), sub: makeMap(random, 2), ...makeMap(random, 2) },
    lm: { $labels: { app: random.pick(TEXTS), 'a.b/c': random.pick(TEXTS) } },
    c: makeContainer(random),
    cs: { $containers: random.times(0, 3, () => container(random)) },
    p: { $port: makePort(random) },
    v: makeValue(random, 3),
  };
}
