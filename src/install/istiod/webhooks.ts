import { ownedLabels } from '../labels.js';
import { clusterName, istiodName, revisionLabel, revisionSuffix } from '../names.js';
import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { fieldUnlessEmpty, isTrue, textAt, textsAt, treeAt } from '../values/tree.js';

const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
const NAMESPACE = 'istio-injection';

type Expression = readonly [key: string, operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', value?: string];

function selector(...expressions: readonly Expression[]): Tree {
  return {
    matchExpressions: expressions.map(([key, operator, value]) => ({
      key,
      operator,
      ...(value !== undefined && { values: [value] }),
    })),
  };
}

/** The four conditions under which pods are taken: by namespace or by pod, by revision or by the plain labels. */
interface Webhook {
  readonly name: string;
  readonly namespaces: Tree;
  readonly objects: Tree;
}

const NOT_OPTED_OUT: Expression = [INJECT, 'NotIn', 'false'];

/** Webhooks that take what asks for a revision by its label. https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy */
export function revisionWebhooks(revision: string): readonly Webhook[] {
  return [
    {
      name: 'rev.namespace.sidecar-injector.istio.io',
      namespaces: selector([REVISION, 'In', revision], [NAMESPACE, 'DoesNotExist']),
      objects: selector(NOT_OPTED_OUT),
    },
    {
      name: 'rev.object.sidecar-injector.istio.io',
      namespaces: selector([REVISION, 'DoesNotExist'], [NAMESPACE, 'DoesNotExist']),
      objects: selector(NOT_OPTED_OUT, [REVISION, 'In', revision]),
    },
  ];
}

/** Webhooks for the labels without a revision, which belong to the default one. */
export function defaultWebhooks(everywhere: boolean): readonly Webhook[] {
  const webhooks = [
    {
      name: 'namespace.sidecar-injector.istio.io',
      namespaces: selector([NAMESPACE, 'In', 'enabled']),
      objects: selector(NOT_OPTED_OUT),
    },
    {
      name: 'object.sidecar-injector.istio.io',
      namespaces: selector([NAMESPACE, 'DoesNotExist'], [REVISION, 'DoesNotExist']),
      objects: selector([INJECT, 'In', 'true'], [REVISION, 'DoesNotExist']),
    },
  ];
  if (!everywhere) return webhooks;
  return [
    ...webhooks,
    {
      name: 'auto.sidecar-injector.istio.io',
      namespaces: {
        matchExpressions: [
          { key: NAMESPACE, operator: 'DoesNotExist' },
          { key: REVISION, operator: 'DoesNotExist' },
          { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: SYSTEM_NAMESPACES },
        ],
      },
      objects: selector([INJECT, 'DoesNotExist'], [REVISION, 'DoesNotExist']),
    },
  ];
}

const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];

/** Where a webhook is served: the Service of the control plane, or a URL outside the cluster. */
function clientConfig({ values, revision, namespace }: InstallPlan, use: 'injection' | 'validation'): Tree {
  const settings = treeAt(values, use === 'injection' ? 'istiodRemote' : 'base');
  const url = textAt(settings, `${use}URL`);
  const path = use === 'injection' ? textAt(settings, 'injectionPath') || '/inject' : '/validate';
  const service = { name: istiodName(revision), namespace, path, ...(use === 'injection' && { port: 443 }) };
  return {
    ...(url ? { url } : { service }),
    // Else istiod writes it, which can't where it is elsewhere.
    ...fieldUnlessEmpty('caBundle', textAt(settings, `${use}CABundle`)),
  };
}

/** One MutatingWebhook entry. */
function mutating(plan: InstallPlan, { name, namespaces, objects }: Webhook): Tree {
  return {
    name,
    clientConfig: clientConfig(plan, 'injection'),
    sideEffects: 'None',
    rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
    failurePolicy: 'Fail',
    reinvocationPolicy: textAt(plan.values, 'sidecarInjectorWebhook', 'reinvocationPolicy') || 'Never',
    admissionReviewVersions: ['v1'],
    namespaceSelector: namespaces,
    objectSelector: objects,
  };
}

/** A configuration with the given webhooks, for an installation or for a revision tag. */
export function injectorConfiguration(
  plan: InstallPlan,
  name: string,
  webhooks: readonly Webhook[],
  labels: Readonly<Record<string, string>> = {},
): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name,
      labels: { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'sidecar-injector', ...labels },
      ...fieldUnlessEmpty('annotations', textsAt(plan.values, 'sidecarInjectorWebhookAnnotations')),
    },
    webhooks: webhooks.map((webhook) => mutating(plan, webhook)),
  };
}

/** The webhook that injects sidecars. */
export function sidecarInjector(plan: InstallPlan): KubeObject {
  const outside = plan.namespace === 'istio-system' ? '' : `-${plan.namespace}`;
  const everywhere = isTrue(plan.values, 'sidecarInjectorWebhook', 'enableNamespacesByDefault');
  const own = revisionWebhooks(revisionLabel(plan.revision));
  return injectorConfiguration(
    plan,
    `istio-sidecar-injector${revisionSuffix(plan.revision)}${outside}`,
    revisionSuffix(plan.revision) === '' ? [...own, ...defaultWebhooks(everywhere)] : own,
  );
}

/** The webhook that refuses wrong configuration. istiod writes its certificate into it, and then makes failures count. */
export function validator(plan: InstallPlan): KubeObject[] {
  if (!isTrue(plan.values, 'global', 'configValidation')) return [];
  return [
    validatorConfiguration(
      plan,
      clusterName('istio-validator', plan.revision, plan.namespace),
      'rev.validation.istio.io',
      selector([REVISION, 'In', revisionLabel(plan.revision)]),
    ),
  ];
}

/** A validating configuration by its name, webhook and the objects that it looks at. */
export function validatorConfiguration(plan: InstallPlan, name: string, webhook: string, objects: Tree): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name, labels: { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'istiod', istio: 'istiod' } },
    webhooks: [validatingWebhook(webhook, clientConfig(plan, 'validation'), objects)],
  };
}

/** One ValidatingWebhook entry, which looks at all of Istio's configuration. */
export function validatingWebhook(name: string, client: Tree, objects: Tree): Tree {
  return {
    name,
    clientConfig: client,
    rules: [
      {
        operations: ['CREATE', 'UPDATE'],
        apiGroups: ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
        apiVersions: ['*'],
        resources: ['*'],
      },
    ],
    // A control plane that isn't there yet refuses nothing; istiod makes failures count once it serves.
    failurePolicy: 'Ignore',
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    objectSelector: objects,
  };
}

/** The validator of objects without a revision label; it comes with the default revision. */
export function defaultValidator(plan: InstallPlan): KubeObject {
  return validatorConfiguration(
    plan,
    'istiod-default-validator',
    'validation.istio.io',
    selector([REVISION, 'DoesNotExist']),
  );
}
