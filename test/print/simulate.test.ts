import { expect, it } from 'vitest';
import { formatOutcome, formatTrace, traceData } from '../../src/print/simulate.js';
import type { NearMiss, Outcome, Trace } from '../../src/simulate/types.js';

const chosen = {};
const origins = (object: object) => (object === chosen ? ['a.yaml:3'] : []);

function traceOf(misses: number, name = 'route'): Trace {
  const nearMisses = Array.from({ length: misses }, (_, i): NearMiss => {
    const why = { field: 'path', expected: `prefix /${i}`, actual: i % 2 ? '/x' : undefined };
    return { name: `r${i}`, object: {}, why };
  });
  return {
    request: { direction: 'outbound', destination: { port: 80 }, tls: 'none' },
    steps: [{ kind: 'route', name, object: chosen, decision: 'matches prefix /', details: ['a fact'], nearMisses }],
    outcome: { kind: 'forwarded', cluster: 'c' },
  };
}

it('tells what did not match before what did, with places, and no end of blanks', () => {
  expect(formatTrace(traceOf(2), origins)).toBe(`  not route  r0     path: wants prefix /0, there is none
  not route  r1     path: wants prefix /1, it is /x
route        route  matches prefix /  a.yaml:3
                    a fact

=> forwarded to c
`);
});

it('shows the last of many that did not match', () => {
  const text = formatTrace(traceOf(20), origins);
  expect(text).toContain('not 12 more');
  expect(text).not.toContain('r11 ');
  expect(text).toContain('r12 ');
});

it('lets nothing through that a terminal would obey', () => {
  expect(formatTrace(traceOf(0, 'a\u001b[31m\nb'), origins)).toContain('a\\x1b[31m\\nb');
  expect(formatOutcome({ kind: 'redirected', status: 301, location: 'http://a/\u001b]0;x\u0007' })).not.toMatch(
    /[\u0007\u001b]/,
  );
});

it('gives data without the objects of xDS', () => {
  expect(traceData(traceOf(1), origins)).toEqual({
    request: { direction: 'outbound', destination: { port: 80 }, tls: 'none' },
    steps: [
      {
        kind: 'route',
        name: 'route',
        decision: 'matches prefix /',
        details: ['a fact'],
        origins: ['a.yaml:3'],
        nearMisses: [{ name: 'r0', field: 'path', expected: 'prefix /0' }],
      },
    ],
    outcome: { kind: 'forwarded', cluster: 'c' },
  });
});

it.each<[Outcome, string]>([
  [{ kind: 'forwarded', cluster: 'c' }, 'forwarded to c'],
  [{ kind: 'redirected', status: 302, location: 'http://a/' }, 'redirected: 302 http://a/'],
  [{ kind: 'answered', status: 418, reason: 'direct_response' }, 'answered by the proxy: 418 (direct_response)'],
  [{ kind: 'denied', status: 403, deniedBy: 'ns/p' }, 'denied: 403 by ns/p'],
  [{ kind: 'not-found', status: 404 }, 'no route: 404'],
  [{ kind: 'no-upstream', cluster: 'c', status: 503 }, 'no upstream for c: 503'],
  [{ kind: 'no-upstream', cluster: 'c' }, 'no upstream for c: connection closed'],
  [{ kind: 'closed', reason: 'no_listener' }, 'connection closed (no_listener)'],
])('says of %j: %s', (outcome, said) => {
  expect(formatOutcome(outcome).split('\n')[0]).toBe(`=> ${said}`);
});

it('tells what happens on the way', () => {
  const outcome: Outcome = {
    kind: 'forwarded',
    cluster: 'c',
    weights: [{ cluster: 'c', percent: 100 / 3 }],
    mirrors: [{ cluster: 'm', percent: 5 }],
    retries: { attempts: 2, on: '5xx', perTryTimeout: '1s' },
    requestHeaders: [{ action: 'set', name: 'x', value: '1' }],
    endpoints: Array.from({ length: 7 }, (_, i) => ({ address: `10.0.0.${i}`, port: 80, priority: i, weight: 1 })),
  };
  expect(formatOutcome(outcome).split('\n').slice(1, -1)).toEqual([
    '   weights: 33.33 % c',
    '   retries: 2 on 5xx, 1s each',
    '   mirror: 5 % m',
    '   request headers: set x: 1',
    '   endpoints: 10.0.0.0:80, 10.0.0.1:80 (priority 1), 10.0.0.2:80 (priority 2), 10.0.0.3:80 (priority 3), 10.0.0.4:80 (priority 4) and 2 more',
  ]);
});
