/** A plain JSON object, as values and manifests are made of. */
export interface Tree {
  readonly [key: string]: unknown;
}

/** One object of a manifest. */
export interface KubeObject extends Tree {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

export const COMPONENTS = ['base', 'pilot', 'cni', 'ztunnel', 'egressGateways', 'ingressGateways'] as const;
export type ComponentName = (typeof COMPONENTS)[number];

/** A part of an installation, as one entry of the spec describes it. */
export interface Component {
  readonly kind: ComponentName;
  /** Name of a gateway; that of the component otherwise. */
  readonly name: string;
  readonly namespace: string;
  /** Labels of a gateway's pods, beside those of its kind. */
  readonly label: Readonly<Record<string, string>>;
  /** The `k8s` settings, applied to what was rendered. */
  readonly k8s: Tree;
}

/** What is to be installed: the merged IstioOperator spec, and what follows from it. */
export interface InstallPlan {
  readonly profile: string;
  readonly namespace: string;
  /** '' for the default revision. */
  readonly revision: string;
  readonly hub: string;
  readonly tag: string;
  readonly components: readonly Component[];
  /** The Helm values of all components, defaults included. */
  readonly values: Tree;
  /** Those that profile and user set. */
  readonly userValues: Tree;
  /** The merged spec as one IstioOperator would say it. */
  readonly spec: Tree;
}
