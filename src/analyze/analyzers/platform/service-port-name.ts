import { kubernetesProtocol } from '../../../mesh/protocols.js';
import type { ServicePortSpec } from '../../../model/kinds/kubernetes.js';
import { isControlPlane } from '../../facts/control-plane.js';
import type { Analyzer } from '../../types.js';

/** Label of what a controller of Istio makes for a Gateway; its ports are not the user's to name. */
const MANAGED = 'gateway.istio.io/managed';
const CONTROLLERS = new Set([
  'istio.io-gateway-controller',
  'istio.io-mesh-controller',
  'istio.io-eastwest-controller',
]);
/** Protocols between proxies, which no application has. */
const TUNNELS = new Set(['hbone', 'doublehbone']);

/**
 * Ports that don't tell their protocol.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export const servicePortNameAnalyzer: Analyzer = {
  name: 'service.PortNameAnalyzer',
  description: 'Checks that ports of Services tell their protocol',
  inputs: ['Service'],
  analyze(context, report) {
    for (const service of context.store.list('Service')) {
      if (isControlPlane(service) || CONTROLLERS.has(service.metadata.labels[MANAGED] ?? '')) continue;
      const external = service.body.spec?.type === 'ExternalName';
      service.body.spec?.ports?.forEach((port, i) => {
        if (tellsProtocol(port) && !(external && port.name === 'tcp')) return;
        const path = ['spec', 'ports', i];
        if (external) report('IST0150', service, path);
        else {
          const { name = '', port: number = 0, targetPort } = port;
          report('IST0118', service, path, { portName: name, port: number, targetPort: targetPort || number });
        }
      });
    }
  },
};

function tellsProtocol({ name = '', port = 0, protocol = 'TCP', appProtocol }: ServicePortSpec): boolean {
  const word = (appProtocol ?? name).split('-', 1)[0] ?? '';
  return (
    kubernetesProtocol({ number: port, name, protocol, appProtocol }) !== 'auto' || TUNNELS.has(word.toLowerCase())
  );
}
