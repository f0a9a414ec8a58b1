import type { PodSpec } from '../../../model/kinds/kubernetes.js';
import type { Path } from '../../../model/resource.js';
import { isControlPlane } from '../../facts/control-plane.js';
import type { Analyzer } from '../../types.js';

/** User id of the sidecar, whose traffic is not led into the sidecar again. */
const PROXY_UID = 1337;
const OWN_CONTAINERS = new Set(['istio-proxy', 'istio-operator']);

/** Applications that run as the user of the sidecar. https://istio.io/latest/docs/ops/deployment/application-requirements/ */
export const applicationUidAnalyzer: Analyzer = {
  name: 'applicationUID.Analyzer',
  description: 'Checks that no application runs as the user of the sidecar',
  inputs: ['Pod', 'Deployment'],
  analyze(context, report) {
    for (const pod of context.store.list('Pod')) {
      const at = isControlPlane(pod) ? undefined : findUid(pod.body.spec);
      if (at) report('IST0144', pod, ['spec', ...at]);
    }
    for (const deployment of context.store.list('Deployment')) {
      const at = isControlPlane(deployment) ? undefined : findUid(deployment.body.spec?.template?.spec);
      if (at) report('IST0144', deployment, ['spec', 'template', 'spec', ...at]);
    }
  },
};

function findUid(spec: PodSpec | undefined): Path | undefined {
  const field = ['securityContext', 'runAsUser'];
  if (spec?.securityContext?.runAsUser === PROXY_UID) return field;
  const container = (spec?.containers ?? []).findIndex(
    ({ name = '', securityContext }) => securityContext?.runAsUser === PROXY_UID && !OWN_CONTAINERS.has(name),
  );
  return container < 0 ? undefined : ['containers', container, ...field];
}
