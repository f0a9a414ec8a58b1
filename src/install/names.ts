/** The revision as labels and selectors say it. */
export function revisionLabel(revision: string): string {
  return revision === '' ? 'default' : revision;
}

/** `-REVISION`, nothing for the default one. https://istio.io/latest/docs/setup/upgrade/canary/ */
export function revisionSuffix(revision: string): string {
  return revision === '' || revision === 'default' ? '' : `-${revision}`;
}

/** The Deployment, Service and ServiceAccount of a control plane. */
export function istiodName(revision: string): string {
  return `istiod${revisionSuffix(revision)}`;
}

/** A cluster-wide name: control planes of several namespaces and revisions stand beside each other. */
export function clusterName(base: string, revision: string, namespace: string): string {
  return `${base}${revisionSuffix(revision)}-${namespace}`;
}
