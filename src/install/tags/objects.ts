import { isObject } from '../../model/decode.js';
import { istiodServiceSpec } from '../istiod/service.js';
import { defaultWebhooks, revisionWebhooks, validatingWebhook } from '../istiod/webhooks.js';
import { istiodName } from '../names.js';
import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { at, fieldUnlessEmpty, listAt, textAt, textsAt, treeAt } from '../values/tree.js';
import { REVISION_LABEL, TAG_LABEL } from './tags.js';

/** A tag that is to be, and what it is copied from. */
export interface TagInput {
  readonly tag: string;
  readonly revision: string;
  /** Namespace of the control plane. */
  readonly namespace: string;
  /** The webhook configuration of the revision, as the cluster has it. */
  readonly injector: Tree;
  /** The Service of the revision, as the cluster has it. */
  readonly service: Tree | undefined;
  /** Take pods of namespaces without any label as well; only the tag `default` can. */
  readonly autoInject: boolean;
  /** Another name for the webhook configuration. */
  readonly webhookName?: string;
}

/**
 * Everything that a tag consists of: the webhooks of its revision under the tag's label, a Service by which proxies reach
 * the revision, and for `default` the validator of objects that ask for no revision.
 * https://istio.io/latest/docs/setup/upgrade/canary/#stable-revision-labels
 */
export function tagObjects(input: TagInput): KubeObject[] {
  const objects = [...tagService(input), tagWebhooks(input)];
  return input.tag === 'default' ? [...objects, defaultValidatorOf(input)] : objects;
}

/** Name of the webhook configuration of a tag; a control plane outside istio-system puts its namespace behind. */
export function tagWebhookName(tag: string, namespace: string): string {
  return `istio-revision-tag-${tag}${namespace === 'istio-system' ? '' : `-${namespace}`}`;
}

/** Name of the Service of a tag. */
export function tagServiceName(tag: string): string {
  return `istiod-revision-tag-${tag}`;
}

/** What an object of a tag needs to know; without a tag it belongs to the revision itself. */
type Owner = Pick<TagInput, 'revision' | 'namespace' | 'injector'> & { readonly tag?: string };

function labelsOf({ tag, revision, injector }: Owner, app: string): Record<string, string> {
  const version = textAt(injector, 'metadata', 'labels', 'app.kubernetes.io/version');
  return {
    app,
    'app.kubernetes.io/instance': 'istio',
    'app.kubernetes.io/managed-by': 'meshwright',
    'app.kubernetes.io/name': 'istiod',
    'app.kubernetes.io/part-of': 'istio',
    ...(version && { 'app.kubernetes.io/version': version }),
    'install.operator.istio.io/owning-resource': 'unknown',
    [REVISION_LABEL]: revision,
    ...(tag !== undefined && { [TAG_LABEL]: tag }),
    'operator.istio.io/component': 'Pilot',
    release: 'istio',
  };
}

function tagWebhooks(input: TagInput): KubeObject {
  const { tag, namespace, injector, autoInject } = input;
  const hooks = [...revisionWebhooks(tag), ...(tag === 'default' ? defaultWebhooks(autoInject) : [])];
  const model = modelWebhook(injector);
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name: input.webhookName || tagWebhookName(tag, namespace),
      labels: labelsOf(input, 'sidecar-injector'),
      ...fieldUnlessEmpty('annotations', injectorAnnotations(injector)),
    },
    webhooks: hooks.map(({ name, namespaces, objects }) => ({
      ...model,
      name,
      namespaceSelector: namespaces,
      objectSelector: objects,
    })),
  };
}

/** Of an injector's annotations those that somebody chose, and not what a tool keeps there. */
function injectorAnnotations(injector: Tree): Record<string, string> {
  const all = textsAt(injector, 'metadata', 'annotations');
  return Object.fromEntries(Object.entries(all).filter(([key]) => !/(^|\.)(kubernetes\.io|helm\.sh)\//.test(key)));
}

/** The settings that all webhooks of an injector share: where it is served, and what happens when it isn't. */
function modelWebhook(injector: Tree): Tree {
  const [first] = listAt(injector, 'webhooks').filter(isObject);
  const { name: _, namespaceSelector: _n, objectSelector: _o, ...shared } = first ?? {};
  return {
    rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    ...shared,
  };
}

/** None where the control plane is outside the cluster. */
function tagService(input: TagInput): KubeObject[] {
  const { tag, revision, namespace, injector, service } = input;
  if (textAt(modelWebhook(injector), 'clientConfig', 'url')) return [];
  const { ports, selector, ipFamilyPolicy, ipFamilies } = service
    ? treeAt(service, 'spec')
    : istiodServiceSpec(barePlan(revision, namespace));
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: tagServiceName(tag), namespace, labels: labelsOf(input, 'istiod') },
      spec: {
        ports: Array.isArray(ports) ? ports.filter(isObject).map(({ nodePort: _, ...port }) => port) : [],
        selector,
        ...fieldUnlessEmpty('ipFamilyPolicy', ipFamilyPolicy),
        ...fieldUnlessEmpty('ipFamilies', ipFamilies),
      },
    },
  ];
}

function barePlan(revision: string, namespace: string): InstallPlan {
  const named = revision === 'default' ? '' : revision;
  return {
    profile: '',
    namespace,
    revision: named,
    hub: '',
    tag: '',
    components: [],
    values: {},
    userValues: {},
    spec: {},
  };
}

/** Validates objects that name no revision. istiod of the revision writes its certificate into it while it runs. */
export function defaultValidatorOf(input: Owner): KubeObject {
  const { revision, namespace, injector } = input;
  const client = treeAt(modelWebhook(injector), 'clientConfig');
  const url = textAt(client, 'url').replace(/\/inject(\/.*)?$/, '/validate');
  const service = {
    name: textAt(client, 'service', 'name') || istiodName(revision),
    namespace: textAt(client, 'service', 'namespace') || namespace,
    path: '/validate',
  };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'istiod-default-validator', labels: { ...labelsOf(input, 'istiod'), istio: 'istiod' } },
    webhooks: [
      validatingWebhook(
        'validation.istio.io',
        { ...(url ? { url } : { service }), ...fieldUnlessEmpty('caBundle', at(client, 'caBundle')) },
        { matchExpressions: [{ key: REVISION_LABEL, operator: 'DoesNotExist' }] },
      ),
    ],
  };
}
