/** What a code of istioctl means that only a precheck tells of. */
export interface PrecheckCode {
  readonly name: string;
  readonly severity: 'error' | 'warning';
  readonly explain: string;
}

/** Codes of rows that no analysis reports. https://istio.io/latest/docs/reference/config/analysis/ */
export const PRECHECK_CODES: Readonly<Record<string, PrecheckCode>> = {
  IST0141: {
    name: 'InsufficientPermissions',
    severity: 'error',
    explain:
      'An installation creates objects of this kind, and the user of the kubeconfig may not. Install as somebody who may, or ask for the right: kubectl auth can-i create KIND shows it.\nhttps://kubernetes.io/docs/reference/access-authn-authz/rbac/',
  },
  IST0142: {
    name: 'UnsupportedKubernetesVersion',
    severity: 'error',
    explain:
      'The API server is older than this Istio was made for: kinds and fields that it relies on may be missing. Upgrade Kubernetes, or install an older Istio.\nhttps://istio.io/latest/docs/releases/supported-releases/',
  },
  IST0156: {
    name: 'UnsupportedGatewayAPIVersion',
    severity: 'error',
    explain:
      'The definitions of the Gateway API in the cluster do not serve a version that istiod reads: it would see none of these resources. Install newer definitions.\nhttps://gateway-api.sigs.k8s.io/guides/getting-started/',
  },
  IST0169: {
    name: 'UpdateIncompatibility',
    severity: 'warning',
    explain:
      'Something that the installed release did by itself, this one does only when it is told to. Set it up before the upgrade, or install with the compatibilityVersion of the release before.\nhttps://istio.io/latest/docs/setup/additional-setup/compatibility-versions/',
  },
  IST0172: {
    name: 'FutureUnsupportedGatewayAPIVersion',
    severity: 'warning',
    explain:
      'The definitions of the Gateway API in the cluster do not serve v1, the only version that later releases of istiod read. Install newer definitions before the next upgrade.\nhttps://gateway-api.sigs.k8s.io/guides/getting-started/',
  },
};
