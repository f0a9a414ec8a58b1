import { describe, expect, it } from 'vitest';
import { findMessage } from '../../src/analyze/messages/index.js';
import { explainCode } from '../../src/commands/analyze-catalogue.js';
import { accessReview, checkAccess, INSTALLED_KINDS } from '../../src/precheck/access.js';
import { PRECHECK_CODES } from '../../src/precheck/codes.js';
import { checkGatewayApi } from '../../src/precheck/definitions.js';
import { ANALYSIS_CHECKS, findingRows } from '../../src/precheck/findings.js';

const ROLES = { group: 'rbac.authorization.k8s.io', resource: 'roles', namespaced: true };
const answer = (verb: string, allowed: boolean | undefined, reason = '') => ({ verb, allowed, reason });

describe('rights', () => {
  it.each([
    [[answer('create', true), answer('patch', true)], 'ok', undefined],
    [[answer('create', false), answer('patch', true)], 'failed', 'IST0141'],
    [[answer('create', true), answer('patch', undefined)], 'skipped', undefined],
    [[answer('create', false), answer('patch', undefined)], 'failed', 'IST0141'],
  ])('%j: %s', (answers, status, code) => {
    const row = checkAccess(ROLES, answers, 'istio-system');
    expect([row.status, row.code, row.object]).toEqual([status, code, 'roles.rbac.authorization.k8s.io']);
  });

  it('are asked for in the namespace of the control plane, and in the whole cluster for what has no namespace', () => {
    const asked = (namespaced: boolean) => JSON.stringify(accessReview({ ...ROLES, namespaced }, 'create', 'mesh'));
    expect(asked(true)).toContain('"namespace":"mesh"');
    expect(asked(false)).not.toContain('namespace');
  });

  it('name each kind once', () => {
    const names = INSTALLED_KINDS.map(({ group, resource }) => `${resource}.${group}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

const served = (versions: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(versions).map(([version, plurals]) => [version, new Set(plurals)]));

describe('the Gateway API', () => {
  const shape = (versions: Readonly<Record<string, readonly string[]>>) =>
    checkGatewayApi(served(versions)).map(({ status, code, object }) =>
      [status, code, object].filter(Boolean).join(' '),
    );

  it('may be absent, or unseen', () => {
    expect(shape({})).toEqual(['ok']);
    expect(checkGatewayApi(undefined).map((row) => row.status)).toEqual(['skipped']);
  });
  it('is fine when it serves both versions', () => {
    const all = ['gateways', 'gatewayclasses', 'httproutes'];
    expect(shape({ v1: [...all, 'grpcroutes'], v1beta1: [...all, 'referencegrants'] })).toEqual(['ok']);
  });
  it('fails for kinds without v1beta1, warns of kinds without v1', () => {
    expect(shape({ v1alpha2: ['gateways'], v1: ['httproutes'], v1beta1: ['httproutes', 'gatewayclasses'] })).toEqual([
      'failed IST0156 CustomResourceDefinition gateways.gateway.networking.k8s.io',
      'warning IST0172 CustomResourceDefinition gateways.gateway.networking.k8s.io',
      'warning IST0172 CustomResourceDefinition gatewayclasses.gateway.networking.k8s.io',
    ]);
  });
});

describe('findings of an analysis', () => {
  const check = ANALYSIS_CHECKS.find(({ name }) => name === 'user-1337');
  if (!check) throw new Error('no such check');
  const finding = (code: string) => ({ code, message: 'wrong', object: 'Pod shop/web' });

  it('are rows of the check that has their code', () => {
    const rows = findingRows(check, [finding('IST0144'), finding('IST0139')], new Set());
    expect(rows.map(({ status, code, object }) => [status, code, object])).toEqual([
      ['warning', 'IST0144', 'Pod shop/web'],
    ]);
  });
  it('are one good row when there are none', () => {
    expect(findingRows(check, [], new Set()).map(({ status }) => status)).toEqual(['ok']);
  });
  it('are no good row for who may not see all', () => {
    expect(findingRows(check, [], new Set(['Pod'])).map(({ status }) => status)).toEqual(['skipped']);
    expect(findingRows(check, [finding('IST0144')], new Set(['Pod'])).map(({ status }) => status)).toEqual([
      'warning',
      'skipped',
    ]);
  });
  it('have one check a code', () => {
    const codes = ANALYSIS_CHECKS.flatMap((one) => one.codes);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('codes', () => {
  it.each(Object.keys(PRECHECK_CODES))('%s is explained, and no analysis has it', (code) => {
    expect(findMessage(code)).toBeUndefined();
    expect(explainCode(code)).toContain(PRECHECK_CODES[code]?.name);
    expect(explainCode(PRECHECK_CODES[code]?.name ?? '')).toBe(explainCode(code));
  });
  it.each(ANALYSIS_CHECKS.flatMap(({ codes }) => codes))('%s is a code of an analysis', (code) =>
    expect(findMessage(code)).toBeDefined(),
  );
});
