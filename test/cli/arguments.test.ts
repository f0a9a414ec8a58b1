import { expect, it } from 'vitest';
import { asCommander } from '../../src/cli/arguments.js';

it.each([
  ['pc c -o=json -f=x.json', 'pc c -o json -f x.json'],
  ['-n shop --context=b pc c', 'pc c -n shop --context=b'],
  ['-n=shop analyze a.yaml', 'analyze a.yaml -n shop'],
  ['-n', '-n'],
  ['--version', '--version'],
  ['-n shop x -- -o=json', 'x -n shop -- -o=json'],
  ['install --set=a=b --set a=-b=c', 'install --set=a=b --set a=-b=c'],
])('%s is %s', (line, words) => {
  expect(asCommander(line.split(' '))).toEqual(words.split(' '));
});
