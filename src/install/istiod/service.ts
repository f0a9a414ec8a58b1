import { ownedLabels } from '../labels.js';
import { istiodName, revisionSuffix } from '../names.js';
import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { fieldUnlessEmpty, listAt, textAt, textsAt } from '../values/tree.js';
import { istiodSelector, istioLabel } from './deployment.js';

/** Where proxies and the API server reach istiod. https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio */
export function istiodService(plan: InstallPlan): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: istiodName(plan.revision),
      namespace: plan.namespace,
      labels: { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'istiod', istio: istioLabel(plan.revision) },
      ...fieldUnlessEmpty('annotations', textsAt(plan.values, 'pilot', 'serviceAnnotations')),
    },
    spec: istiodServiceSpec(plan),
  };
}

/** Ports and selector, which the Services of revision tags share. */
export function istiodServiceSpec(plan: InstallPlan): Tree {
  return {
    ports: [
      { name: 'grpc-xds', port: 15010, protocol: 'TCP' },
      { name: 'https-dns', port: 15012, protocol: 'TCP' },
      { name: 'https-webhook', port: 443, targetPort: 15017, protocol: 'TCP' },
      { name: 'http-monitoring', port: 15014, protocol: 'TCP' },
    ],
    selector: { app: 'istiod', ...istiodSelector(plan.revision) },
    ...fieldUnlessEmpty('ipFamilyPolicy', textAt(plan.values, 'pilot', 'ipFamilyPolicy')),
    ...fieldUnlessEmpty('ipFamilies', listAt(plan.values, 'pilot', 'ipFamilies')),
  };
}

/** An account of its own for each revision, with the rights that rbac.ts gives it. */
export function istiodServiceAccount(plan: InstallPlan): KubeObject {
  const annotations = textsAt(plan.values, 'pilot', 'serviceAccountAnnotations');
  const secrets = listAt(plan.values, 'global', 'imagePullSecrets').map((name) => ({ name }));
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    ...fieldUnlessEmpty('imagePullSecrets', secrets),
    metadata: {
      name: `istiod${revisionSuffix(plan.revision)}`,
      namespace: plan.namespace,
      labels: { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'istiod' },
      ...fieldUnlessEmpty('annotations', annotations),
    },
  };
}
