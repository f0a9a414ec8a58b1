import { describe, expect, it } from 'vitest';
import { extAuthz } from '../../../src/simulate/filters/ext-authz.js';
import { fault } from '../../../src/simulate/filters/fault.js';
import type { HttpFilterInput } from '../../../src/simulate/filters/types.js';
import type { JsonMessage } from '../../../src/xds/json.js';
import { facts, get } from '../input.js';

function input(config: JsonMessage, headers: Readonly<Record<string, string>> = {}, random?: number): HttpFilterInput {
  const { http, ...connection } = get('http://shop/', headers);
  if (!http) throw new Error('no request');
  const world = random === undefined ? facts : { ...facts, random };
  return { config, manager: {}, perRoute: undefined, forwards: true, http, connection, metadata: {}, facts: world };
}
const ALL = { numerator: 100 };
const HALF = { numerator: 50 };

describe('a fault', () => {
  it.each<
    [string, JsonMessage, Readonly<Record<string, string>>, number | undefined, number | undefined, string | undefined]
  >([
    ['aborts', { abort: { httpStatus: 418, percentage: ALL } }, {}, undefined, 418, undefined],
    [
      'aborts gRPC with a status of its own',
      { abort: { grpcStatus: 14, percentage: ALL } },
      {},
      undefined,
      200,
      undefined,
    ],
    ['delays', { delay: { fixedDelay: '5s', percentage: ALL } }, {}, undefined, undefined, '5s'],
    [
      'does both',
      { delay: { fixedDelay: '5s', percentage: ALL }, abort: { httpStatus: 500, percentage: ALL } },
      {},
      undefined,
      500,
      '5s',
    ],
    ['is for a share', { abort: { httpStatus: 418, percentage: HALF } }, {}, 0.4, 418, undefined],
    ['spares the rest', { abort: { httpStatus: 418, percentage: HALF } }, {}, 0.5, undefined, undefined],
    [
      'does not happen by itself',
      { abort: { httpStatus: 418, percentage: HALF } },
      {},
      undefined,
      undefined,
      undefined,
    ],
    [
      'is for some headers',
      { headers: [{ name: 'x-test', presentMatch: true }], abort: { httpStatus: 418, percentage: ALL } },
      {},
      undefined,
      undefined,
      undefined,
    ],
    [
      'is asked for by a header',
      { abort: { headerAbort: {}, percentage: ALL } },
      { 'x-envoy-fault-abort-request': '503' },
      undefined,
      503,
      undefined,
    ],
    [
      'is asked for with less',
      { abort: { headerAbort: {}, percentage: ALL } },
      { 'x-envoy-fault-abort-request': '503', 'x-envoy-fault-abort-request-percentage': '10' },
      0.2,
      undefined,
      undefined,
    ],
    [
      'delays as a header asks',
      { delay: { headerDelay: {}, percentage: ALL } },
      { 'x-envoy-fault-delay-request': '1500' },
      undefined,
      undefined,
      '1.5s',
    ],
  ])('%s', (_, config, headers, random, abort, delay) => {
    const result = fault(input(config, headers, random));
    expect(result.kind === 'stop' ? result.status : undefined).toBe(abort);
    expect(result.outcome?.fault?.delay).toBe(delay);
  });
});

describe('an external authorizer', () => {
  const CONFIG: JsonMessage = {
    grpcService: { envoyGrpc: { clusterName: 'authz' } },
    filterEnabledMetadata: { filter: 'rbac', path: [{ key: 'rule' }], value: { stringMatch: { prefix: 'mine' } } },
  };
  const asked = { rbac: { rule: 'mine-1' } };
  it.each<[string, Partial<HttpFilterInput>, 'allow' | 'deny' | undefined, string | undefined, string]>([
    ['is asked', { metadata: asked }, undefined, 'asks authz', 'continue'],
    ['allows', { metadata: asked }, 'allow', 'authz allows it', 'continue'],
    ['denies', { metadata: asked }, 'deny', 'authz denies it', 'stop'],
    ['is not asked about what no rule fits', {}, 'deny', undefined, 'continue'],
    ['is switched off by a route', { metadata: asked, perRoute: { disabled: true } }, 'deny', undefined, 'continue'],
  ])('%s', (_, more, answer, decision, kind) => {
    const result = extAuthz({ ...input(CONFIG), ...more, facts: { ...facts, extAuthz: () => answer } });
    expect([result.kind, result.decision]).toEqual([kind, decision]);
  });
});
