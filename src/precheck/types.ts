import type { KindName } from '../model/kinds/index.js';
import type { Store } from '../model/store.js';

/** How a row ended: `skipped` is what could not be looked at. Only `failed` keeps an installation from working. */
export type RowStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** What the rows are about, in the order in which they are looked at. */
export const SECTIONS = [
  'Kubernetes API',
  'Rights',
  'Definitions',
  'Nodes',
  'Earlier installations',
  'Webhooks and ports',
  'Injection',
  'Deprecated configuration',
] as const;
export type Section = (typeof SECTIONS)[number];

/** One thing that was looked at. */
export interface Row {
  readonly section: Section;
  /** Name of the check, `kubernetes-version`. */
  readonly check: string;
  readonly status: RowStatus;
  readonly message: string;
  readonly hint?: string;
  /** Code of istioctl for the same problem, where it has one. */
  readonly code?: string;
  /** The object at fault, `Kind namespace/name`. */
  readonly object?: string;
}

/** What is going to be installed, as far as checks ask. */
export interface PrecheckOptions {
  /** Namespace of the control plane. */
  readonly istioNamespace: string;
  /** Revision, '' for the default one. */
  readonly revision: string;
  /** Version of Istio, `1.30.3`. */
  readonly istioVersion: string;
  /** Version that is installed now, where the user says it: `1.21`. */
  readonly fromVersion?: string;
  /** Kinds that will be created; those of every profile without it. */
  readonly kinds?: readonly NeededKind[];
  /** Look at workloads and configuration only, not at what a control plane needs. */
  readonly skipControlPlane?: boolean;
}

/** A kind as the API server's access rules name it. */
export interface NeededKind {
  readonly group: string;
  /** Plural, `deployments`. */
  readonly resource: string;
  readonly namespaced: boolean;
}

/** Everything that was read of a cluster, with what stayed hidden from the user. */
export interface ClusterFacts {
  readonly store: Store;
  /** Kinds of which the user may not see all. */
  readonly hidden: ReadonlySet<KindName>;
}

/** A check of what is in the cluster: no answer but for these kinds. */
export interface ClusterCheck {
  readonly name: string;
  readonly section: Section;
  readonly needs: readonly KindName[];
  /** Only of use for a control plane that is to be installed. */
  readonly controlPlane: boolean;
  /** Whether there is anything to ask; always, without it. */
  applies?(options: PrecheckOptions): boolean;
  rows(facts: ClusterFacts, options: PrecheckOptions): readonly Found[];
}

/** A row without what its check says of it. */
export type Found = Omit<Row, 'section' | 'check'>;
