import { ownedLabels } from '../labels.js';
import { revisionLabel } from '../names.js';
import { revisioned } from '../network-policy.js';
import type { InstallPlan, KubeObject } from '../types.js';
import { isTrue } from '../values/tree.js';

const GROUP = 'admissionregistration.k8s.io/v1';
/** Kinds whose API may still change. */
const UNSTABLE = ['EnvoyFilter', 'ProxyConfig', 'WasmPlugin', 'TrafficExtension'];

/**
 * Refuses configuration of the revision that is not stable, where that is asked for.
 * https://istio.io/latest/docs/setup/additional-setup/config-profiles/ https://istio.io/latest/docs/releases/feature-stages/
 */
export function stableChannelPolicy(plan: InstallPlan): KubeObject[] {
  if (!isTrue(plan.values, 'experimental', 'stableValidationPolicy')) return [];
  const named = (base: string) => `${revisioned(plan, base)}-${plan.namespace}.istio.io`;
  const labels = { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'istiod' };
  const policy = named('stable-channel-policy');
  const rule = {
    operations: ['CREATE', 'UPDATE'],
    apiGroups: ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
    apiVersions: ['*'],
    resources: ['*'],
  };
  const asked = { key: 'istio.io/rev', operator: 'In', values: [revisionLabel(plan.revision)] };
  return [
    {
      apiVersion: GROUP,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: policy, labels },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [rule], objectSelector: { matchExpressions: [asked] } },
        validations: [
          {
            expression: `!(object.kind in ${JSON.stringify(UNSTABLE)})`,
            messageExpression: '"kind " + object.kind + " is not part of the stable channel"',
          },
        ],
      },
    },
    {
      apiVersion: GROUP,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: named('stable-channel-policy-binding'), labels },
      spec: { policyName: policy, validationActions: ['Deny'] },
    },
  ];
}
