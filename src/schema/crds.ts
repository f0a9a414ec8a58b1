import type { KindNames, SchemaNode } from './node.js';

/** A schema of schemas/ for a kind of resources: its fields, and what a CustomResourceDefinition says beside them. */
export interface KindSchema extends SchemaNode {
  readonly $schema: string;
  readonly $id: string;
  readonly title: string;
  readonly properties: Readonly<Record<string, SchemaNode>>;
  readonly 'x-istio-crd': CrdFacts;
}

export interface CrdFacts {
  readonly group: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly names: KindNames;
  readonly versions: readonly CrdVersion[];
}

/** A version; all versions of a kind have the same fields. */
export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly additionalPrinterColumns?: readonly Readonly<Record<string, string>>[];
  readonly subresources?: Readonly<Record<string, unknown>>;
}

/** What the API server is given to serve a kind. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * The CustomResourceDefinition of a kind, without labels: who installs it says whose it is.
 * https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
 */
export function buildCrd(schema: KindSchema): CustomResourceDefinition {
  const { $schema, $id, title, properties, 'x-istio-crd': facts, ...root } = schema;
  // The API server brings these itself.
  const { apiVersion, kind, metadata, ...own } = properties;
  const openAPIV3Schema = { ...root, properties: own };
  const { group, scope, names, versions } = facts;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}` },
    spec: {
      group,
      names,
      scope,
      versions: versions.map((version) => ({ ...version, schema: { openAPIV3Schema } })),
    },
  };
}
