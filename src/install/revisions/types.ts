/** A Deployment of istiod. */
export interface ControlPlane {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  /** Tag of the image; '' where it has none. */
  readonly version: string;
  readonly replicas: number;
  /** Undefined where nothing tells it, in manifests for one. */
  readonly ready?: number;
}

/** A pod with a proxy, as far as revisions ask. */
export interface ProxyPod {
  readonly name: string;
  readonly namespace: string;
  readonly revision: string;
  /** Tag of the proxy's image; '' where it has none. */
  readonly version: string;
  /** True for one that is a gateway and no sidecar. */
  readonly gateway: boolean;
}

/** A webhook configuration or another object by its kind and name. */
export interface ComponentName {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Pods of one namespace with proxies of one revision. */
export interface NamespacePods {
  readonly namespace: string;
  readonly pods: number;
  /** Those whose proxy is of another version than the control plane. */
  readonly outdated: number;
}

/** A revision: what it consists of, and who uses it. */
export interface Revision {
  readonly name: string;
  readonly tags: readonly string[];
  /** Versions of its control planes. */
  readonly versions: readonly string[];
  readonly controlPlanes: readonly ControlPlane[];
  /** What else belongs to it, control planes aside. */
  readonly components: readonly ComponentName[];
  readonly gateways: readonly ProxyPod[];
  /** Namespaces whose new pods it injects, by name. */
  readonly namespaces: readonly string[];
  readonly proxies: readonly NamespacePods[];
}
