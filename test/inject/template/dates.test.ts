import { describe, expect, it } from 'vitest';
import { goFunctions, parseTemplate, render, TemplateError } from '../../../src/inject/template/index.js';

const NOON = 1_700_000_000_000_000_000n; // 2023-11-14T22:13:20Z
const run = (template: string, clock = true): string =>
  render(parseTemplate(template, 'test'), null, goFunctions(clock ? { clock: () => NOON } : {}));

const RENDERED: readonly (readonly [template: string, output: string])[] = [
  ['{{now}}', '2023-11-14 22:13:20 +0000 UTC'],
  ['{{now | unixEpoch}} {{now.Unix}} {{now.Year}}', '1700000000 1700000000 2023'],
  ['{{date "Mon Jan _2 15:04:05 2006" now}}', 'Tue Nov 14 22:13:20 2023'],
  ['{{now | dateModify "-1h30m" | date "3:04PM"}}', '8:43PM'],
  ['{{dateInZone "2006-01-02T15:04:05Z07:00" 0 "America/New_York"}}', '1969-12-31T19:00:00-05:00'],
  ['{{htmlDate 86400}}', '1970-01-02'],
  ['{{ago 1699999990}} {{ago (now | dateModify "-26h")}}', '10s 26h0m0s'],
  ['{{duration "3725"}} {{durationRound "400h"}}', '1h2m5s 16d'],
];

describe('functions on dates', () => {
  it.each(RENDERED)('%s', (template, output) => {
    expect(run(template)).toBe(output);
  });

  it('fail without a clock only where they ask for the time', () => {
    expect(run('{{duration "60"}} {{htmlDate 0}}{{if false}}{{now}}{{end}}', false)).toBe('1m0s 1970-01-01');
    expect(() => run('{{now}}', false)).toThrow(TemplateError);
    expect(() => run('{{ago 5}}', false)).toThrow(TemplateError);
  });
});
