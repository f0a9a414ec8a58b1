import { describe, expect, it } from 'vitest';
import { type Condition, decideRules, ruleForConnections } from '../../src/mesh/authorization-rules.js';
import type { AuthorizationPolicySpec } from '../../src/model/kinds/authorization-policy.js';

type Rules = NonNullable<AuthorizationPolicySpec['rules']>;
const context = { namespace: 'shop', trustDomains: ['td'], allows: true };
const decide = (...rules: Rules) => decideRules(rules, context);
const show = (alternatives: readonly (readonly Condition[])[]) =>
  alternatives.map((conditions) =>
    conditions.map((c) => `${c.attribute}${c.name ?? c.claim?.join('/') ?? ''}=${c.values}!${c.notValues}`).join(' '),
  );

describe('authorization rules', () => {
  it('without conditions take everything', () => {
    expect(decide({}).rules).toEqual([{ index: 0, operations: [[]], sources: [[]] }]);
  });

  it('add every condition of when to every operation or source', () => {
    const { rules } = decide({
      from: [{ source: { namespaces: ['a'] } }, { source: { ipBlocks: ['10.0.0.0/8'], notPrincipals: ['p'] } }],
      to: [{ operation: { paths: ['/x'], hosts: ['h'] } }],
      when: [
        { key: 'destination.port', values: ['80'] },
        { key: 'source.ip', notValues: ['1.2.3.4'] },
      ],
    });
    expect(show(rules[0]?.operations ?? [])).toEqual(['host=h! path=/x! destination-port=80!']);
    expect(show(rules[0]?.sources ?? [])).toEqual([
      'namespace=a! source-ip=!1.2.3.4',
      'principal=!p source-ip=10.0.0.0/8! source-ip=!1.2.3.4',
    ]);
  });

  it.each([
    ['request.headers[X-A]', 'headerX-A=v!'],
    ['request.auth.claims[a][b]', 'claima/b=v!'],
    ['request.auth.claims[https://x/[y]]', 'claimhttps://x/[y]=v!'],
    [
      'experimental.envoy.filters.network.mysql_proxy[db.t]',
      'envoy-metadataenvoy.filters.network.mysql_proxy[db.t]=v!',
    ],
    ['source.serviceAccount', 'service-account=shop/v!'],
  ])('read the key %s', (key, expected) => {
    const [rule] = decide({ when: [{ key, values: ['v'] }] }).rules;
    expect(show([...(rule?.operations ?? []), ...(rule?.sources ?? [])])).toContain(expected);
  });

  it.each(['source.pod', 'request.headers', 'constructor', 'request.auth.claims[a', ''])('know no key %j', (key) => {
    const { rules, problems } = decide({}, { when: [{ key, values: ['v'] }] }, {});
    expect(rules.map((rule) => rule.index)).toEqual([0, 2]);
    const path = ['spec', 'rules', 1, 'when', 0, 'key'];
    expect(problems).toEqual([{ code: 'authorization-key-unknown', text: key, path }]);
  });
});

describe('values that make no sense', () => {
  const rules: Rules = [
    {
      from: [{ source: { ipBlocks: ['10.0.0.0/8', '10.0.0.0/40', 'abc'] } }],
      to: [{ operation: { ports: ['http'] } }],
    },
    { from: [{ source: { namespaces: ['abc'], remoteIpBlocks: ['::1/64'] } }] },
  ];

  it('leave rules out that would allow by them', () => {
    const decided = decideRules(rules, context);
    expect(decided.rules.map((rule) => rule.index)).toEqual([1]);
    expect(decided.problems).toEqual([
      { code: 'authorization-value-unusable', text: 'http, 10.0.0.0/40, abc', path: ['spec', 'rules', 0] },
    ]);
  });

  it('are left out of other rules', () => {
    const [first] = decideRules(rules, { ...context, allows: false }).rules;
    expect(show(first?.operations ?? [])).toEqual(['']);
    expect(show(first?.sources ?? [])).toEqual(['source-ip=10.0.0.0/8!']);
  });
});

describe('rules for connections', () => {
  const rule = (r: Rules[number]) => {
    const [decided] = decide(r).rules;
    if (!decided) throw new Error('the rule was left out');
    return decided;
  };
  const http = rule({ to: [{ operation: { ports: ['80'] } }, { operation: { methods: ['GET'], ports: ['81'] } }] });

  it('stay as they are when they ask nothing of requests', () => {
    const plain = rule({ from: [{ source: { namespaces: ['a'] } }], when: [{ key: 'connection.sni', values: ['s'] }] });
    expect(ruleForConnections(plain, true)).toBe(plain);
  });

  it('are dropped whole where they would allow', () => {
    expect(ruleForConnections(http, true)).toBeUndefined();
  });

  it('lose what they ask of requests where they would deny', () => {
    expect(show(ruleForConnections(http, false)?.operations ?? [])).toEqual([
      'destination-port=80!',
      'destination-port=81!',
    ]);
  });
});
