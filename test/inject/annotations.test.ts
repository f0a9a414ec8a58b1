import { describe, expect, it } from 'vitest';
import { checkAnnotations, parseBoolean } from '../../src/inject/annotations.js';

const traffic = 'traffic.sidecar.istio.io';

describe('annotations', () => {
  it.each([
    [`${traffic}/includeOutboundIPRanges`, '*'],
    [`${traffic}/includeOutboundIPRanges`, ''],
    [`${traffic}/includeOutboundIPRanges`, '10.0.0.0/8,2001:db8::/32'],
    [`${traffic}/excludeOutboundIPRanges`, '10.1.2.3/32'],
    [`${traffic}/includeInboundPorts`, '80,443'],
    [`${traffic}/includeInboundPorts`, '*'],
    [`${traffic}/excludeInboundPorts`, ''],
    [`${traffic}/excludeInboundPorts`, ' 80, 443 '],
    [`${traffic}/excludeInboundPorts`, ' '],
    [`${traffic}/includeOutboundPorts`, 'whatever'],
    ['sidecar.istio.io/interceptionMode', 'NONE'],
    ['sidecar.istio.io/proxyCPU', '100m'],
    ['status.sidecar.istio.io/port', '0'],
    ['status.sidecar.istio.io/port', ' 15020 '],
    ['readiness.status.sidecar.istio.io/periodSeconds', '4294967295'],
    ['prometheus.istio.io/merge-metrics', 'F'],
  ])('%s: %s is fine', (name, value) => expect(checkAnnotations({ [name]: value })).toEqual([]));

  it.each([
    [`${traffic}/includeOutboundIPRanges`, '10.0.0/8'],
    [`${traffic}/includeOutboundIPRanges`, '*,10.0.0.0/8'],
    [`${traffic}/includeOutboundIPRanges`, '10.0.0.0/33'],
    [`${traffic}/includeOutboundIPRanges`, '10.0.0.0/8, 11.0.0.0/8'],
    [`${traffic}/includeOutboundIPRanges`, '10.0.0.0'],
    [`${traffic}/excludeOutboundIPRanges`, '*'],
    [`${traffic}/includeInboundPorts`, '80,'],
    [`${traffic}/excludeOutboundPorts`, '70000'],
    [`${traffic}/excludeInboundPorts`, '*'],
    ['sidecar.istio.io/interceptionMode', 'redirect'],
    ['sidecar.istio.io/proxyMemoryLimit', '1GB'],
    ['status.sidecar.istio.io/port', '-1'],
    ['readiness.status.sidecar.istio.io/failureThreshold', '4294967296'],
    ['prometheus.istio.io/merge-metrics', 'no'],
  ])('%s: %s is refused', (name, value) => {
    expect(checkAnnotations({ [name]: value })).toMatchObject([{ annotation: name, value }]);
  });

  it('reads booleans as Go does', () => {
    expect([parseBoolean('true'), parseBoolean('F'), parseBoolean('yes'), parseBoolean(undefined)]).toEqual([
      true,
      false,
      undefined,
      undefined,
    ]);
  });
});
