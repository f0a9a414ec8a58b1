import { describe, expect, it } from 'vitest';
import { meshAnalyzers } from '../../../src/analyze/analyzers/mesh/index.js';
import { findings } from '../harness.js';

/** A VirtualService with these HTTP rules, one YAML flow mapping each. */
function virtualService(rules: readonly string[], rest = 'hosts: [a]'): string {
  const http = rules.map((rule) => `  - ${rule}`).join('\n');
  return `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec:\n  ${rest}\n  http:\n${http}\n`;
}

const TO_A = 'route: [{destination: {host: a}}]';
const at = (code: string, path: string) => `${code} VirtualService default/v ${path}`;

interface Case {
  readonly what: string;
  readonly rules: readonly string[];
  readonly rest?: string;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: 'weights of 95',
    rules: ['{route: [{destination: {host: a}, weight: 90}, {destination: {host: b}, weight: 5}]}'],
    found: [at('MW0001', 'spec.http[0].route')],
  },
  {
    what: 'weights of 100',
    rules: ['{route: [{destination: {host: a}, weight: 90}, {destination: {host: b}, weight: 10}]}'],
    found: [],
  },
  {
    what: 'no weights at all (refused elsewhere)',
    rules: ['{route: [{destination: {host: a}}, {destination: {host: b}}]}'],
    found: [],
  },
  {
    what: 'a weight on an only destination',
    rules: ['{route: [{destination: {host: a}, weight: 90}]}'],
    found: [at('MW0002', 'spec.http[0].route[0].weight')],
  },
  { what: 'weight 100 on an only destination', rules: ['{route: [{destination: {host: a}, weight: 100}]}'], found: [] },
  {
    what: 'an exact path behind its prefix',
    rules: [`{match: [{uri: {prefix: /a}}], ${TO_A}}`, `{match: [{uri: {exact: /a/b}}], ${TO_A}}`],
    found: [at('MW0003', 'spec.http[1]')],
  },
  {
    what: 'an exact path before its prefix',
    rules: [`{match: [{uri: {exact: /a/b}}], ${TO_A}}`, `{match: [{uri: {prefix: /a}}], ${TO_A}}`],
    found: [],
  },
  {
    what: 'a longer prefix behind a shorter one, which IST0131 tells of',
    rules: [`{match: [{uri: {prefix: /a}}], ${TO_A}}`, `{match: [{uri: {prefix: /a/b}}], ${TO_A}}`],
    found: [],
  },
  {
    what: 'a longer prefix with a header behind a shorter one without',
    rules: [
      `{match: [{uri: {prefix: /a}}], ${TO_A}}`,
      `{match: [{uri: {prefix: /a/b}, headers: {x: {exact: u}}}], ${TO_A}}`,
    ],
    found: [at('MW0003', 'spec.http[1]')],
  },
  {
    what: 'a header that the earlier one asks for too, in another case',
    rules: [
      `{match: [{headers: {X-User: {regex: "j.*"}}}], ${TO_A}}`,
      `{match: [{uri: {prefix: /b}, headers: {x-user: {exact: jason}}}], ${TO_A}}`,
    ],
    found: [at('MW0003', 'spec.http[1]')],
  },
  {
    what: 'a header that only the earlier one asks for',
    rules: [
      `{match: [{uri: {prefix: /a}, headers: {x: {exact: u}}}], ${TO_A}}`,
      `{match: [{uri: {exact: /a}}], ${TO_A}}`,
    ],
    found: [],
  },
  {
    what: 'an expression that takes a later path',
    rules: [`{match: [{uri: {regex: "/a/[0-9]+"}}], ${TO_A}}`, `{match: [{uri: {exact: /a/12}}], ${TO_A}}`],
    found: [at('MW0003', 'spec.http[1]')],
  },
  {
    what: 'an expression that takes part of a later path only',
    rules: [`{match: [{uri: {regex: "/a/[0-9]+"}}], ${TO_A}}`, `{match: [{uri: {exact: /a/12/x}}], ${TO_A}}`],
    found: [],
  },
  {
    what: 'an expression that begins with an earlier prefix',
    rules: [`{match: [{uri: {prefix: /a/}}], ${TO_A}}`, `{match: [{uri: {regex: "/a/[0-9]+"}}], ${TO_A}}`],
    found: [at('MW0003', 'spec.http[1]')],
  },
  {
    what: 'an expression with alternatives',
    rules: [`{match: [{uri: {prefix: /a}}], ${TO_A}}`, `{match: [{uri: {regex: "/a|/b"}}], ${TO_A}}`],
    found: [],
  },
  {
    what: 'one of two matches',
    rules: [`{match: [{uri: {prefix: /a}}], ${TO_A}}`, `{match: [{uri: {exact: /a}}, {uri: {exact: /b}}], ${TO_A}}`],
    found: [at('MW0004', 'spec.http[1].match[0]')],
  },
  {
    what: 'another port, method or client',
    rules: [
      `{match: [{uri: {prefix: /a}, port: 80}], ${TO_A}}`,
      `{match: [{uri: {exact: /a}, port: 81}], ${TO_A}}`,
      `{match: [{uri: {exact: /a}, method: {exact: GET}}], ${TO_A}}`,
      `{match: [{uri: {exact: /a}, sourceLabels: {app: x}}], ${TO_A}}`,
    ],
    found: [],
  },
  {
    what: 'a client of the same labels and more',
    rules: [
      `{match: [{sourceLabels: {app: x}}], ${TO_A}}`,
      `{match: [{uri: {prefix: /a}, sourceLabels: {app: x, version: v1}}], ${TO_A}}`,
    ],
    found: [at('MW0003', 'spec.http[1]')],
  },
  {
    what: 'a header that must not be there',
    rules: [
      `{match: [{withoutHeaders: {x: {exact: u}}}], ${TO_A}}`,
      `{match: [{uri: {prefix: /a}, withoutHeaders: {x: {exact: w}}}], ${TO_A}}`,
      `{match: [{uri: {prefix: /b}, withoutHeaders: {x: {prefix: u}}}], ${TO_A}}`,
    ],
    found: [at('MW0003', 'spec.http[2]')],
  },
  {
    what: 'a path whose case does not count',
    rules: [
      `{match: [{uri: {prefix: /a}, ignoreUriCase: true}], ${TO_A}}`,
      `{match: [{uri: {exact: /A/b}}], ${TO_A}}`,
      `{match: [{uri: {prefix: /c}}], ${TO_A}}`,
      `{match: [{uri: {exact: /c/d}, ignoreUriCase: true}], ${TO_A}}`,
    ],
    found: [at('MW0003', 'spec.http[1]')],
  },
  {
    what: 'retries that do not fit',
    rules: [`{${TO_A}, timeout: 5s, retries: {attempts: 3, perTryTimeout: 2s}}`],
    found: [at('MW0005', 'spec.http[0].retries')],
  },
  {
    what: 'retries that fit exactly',
    rules: [`{${TO_A}, timeout: 6s, retries: {attempts: 3, perTryTimeout: 2s}}`],
    found: [],
  },
  {
    what: 'a try as long as all of them',
    rules: [`{${TO_A}, timeout: 2s, retries: {attempts: 1, perTryTimeout: 2s}}`],
    found: [at('MW0006', 'spec.http[0].retries.perTryTimeout')],
  },
  {
    what: 'a fault beside timeout and retries',
    rules: [
      `{${TO_A}, timeout: 2s, retries: {attempts: 1}, fault: {delay: {fixedDelay: 3s, percentage: {value: 1}}, abort: {httpStatus: 500, percentage: {value: 1}}}}`,
    ],
    found: [at('MW0007', 'spec.http[0].fault.delay.fixedDelay'), at('MW0008', 'spec.http[0].fault.abort')],
  },
  {
    what: 'mirrors',
    rules: [
      '{route: [{destination: {host: a}}], mirror: {host: a.default.svc.cluster.local}}',
      '{match: [{uri: {exact: /x}}], route: [{destination: {host: a, subset: v1}}], mirrors: [{destination: {host: a, subset: v2}}]}',
    ].reverse(),
    found: [at('MW0009', 'spec.http[1].mirror')],
  },
  {
    what: 'a redirect to the same place',
    rules: ['{match: [{uri: {prefix: /old}}], redirect: {uri: /old/new}}'],
    found: [at('MW0010', 'spec.http[0].redirect')],
  },
  {
    what: 'redirects to another place, port or scheme',
    rules: [
      `{match: [{uri: {exact: /home}}], ${TO_A}}`,
      '{match: [{uri: {prefix: /x}}], redirect: {uri: /x, scheme: https}}',
      '{match: [{uri: {prefix: /y}}], redirect: {uri: /y, port: 8080}}',
      '{redirect: {uri: /home}}',
    ],
    found: [],
  },
  {
    what: 'rewrites',
    rules: [
      `{match: [{uri: {prefix: /a}}], rewrite: {uri: /}, ${TO_A}}`,
      `{match: [{uri: {prefix: /b/}}, {uri: {prefix: /b}}], rewrite: {uri: /}, ${TO_A}}`,
      `{match: [{uri: {prefix: /c/}}], rewrite: {uri: /v2}, ${TO_A}}`,
      `{match: [{uri: {prefix: /d}}], rewrite: {uri: /v2}, ${TO_A}}`,
      `{match: [{uri: {prefix: /e}}, {uri: {prefix: /e/}}], rewrite: {uri: /}, ${TO_A}}`,
    ],
    found: [
      at('MW0011', 'spec.http[0].rewrite.uri'),
      at('MW0011', 'spec.http[2].rewrite.uri'),
      at('MW0011', 'spec.http[4].rewrite.uri'),
    ],
  },
  {
    what: 'a match for another gateway',
    rules: [`{match: [{gateways: [mesh, gw]}], ${TO_A}}`, `{match: [{gateways: [other]}], ${TO_A}}`],
    rest: 'hosts: [a.example.com]\n  gateways: [gw, other/gw]',
    found: [at('MW0012', 'spec.http[1].match[0].gateways')],
  },
];

describe('findings about routes', () => {
  it.each(CASES)('$what', ({ rules, rest, found }) => {
    expect(findings(meshAnalyzers, virtualService(rules, rest))).toEqual(found);
  });

  it('compares a thousand paths without looking at every pair', () => {
    const rules = Array.from({ length: 3000 }, (_, i) => `{match: [{uri: {exact: /p/${i}}}], ${TO_A}}`);
    const begin = performance.now();
    const found = findings(meshAnalyzers, virtualService([...rules, `{match: [{uri: {exact: /p/7}}], ${TO_A}}`]));
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(found).toEqual([]);
  });
});
