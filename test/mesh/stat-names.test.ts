import { describe, expect, it } from 'vitest';
import { fillStatName } from '../../src/mesh/stat-names.js';

const PORT = { number: 80, name: 'http' };
const HOST = 'a.ns.svc.cluster.local';

describe('names in statistics', () => {
  it.each([
    ['of a Service are short', 'a', 'a.ns/a'],
    ['of a ServiceEntry are its host, whatever it looks like', HOST, `${HOST}/${HOST}`],
  ])('%s', (_, name, expected) => {
    const filled = fillStatName('%SERVICE%/%SERVICE_NAME%', { hostname: HOST, service: { name }, port: PORT });
    expect(filled).toBe(expected);
  });

  it('tell port and subset, and leave other words alone', () => {
    const parts = { hostname: HOST, port: PORT, targetPort: 8080, subset: 'v1' };
    expect(fillStatName('%SERVICE_PORT%.%SERVICE_PORT_NAME%.%TARGET_PORT%.%SUBSET_NAME%.%OTHER%', parts)).toBe(
      '80.http.8080.v1.%OTHER%',
    );
  });
});
