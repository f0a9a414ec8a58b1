import type { MeshConfig } from '../mesh/mesh-config.js';
import type { Mesh } from '../mesh/types.js';
import type { KindName } from '../model/kinds/index.js';
import type { RegexTest } from '../model/regex.js';
import type { Path, Resource } from '../model/resource.js';
import type { Store } from '../model/store.js';
import type { ValidatorOf } from '../schema/types.js';
import type { MessageCode } from './messages/index.js';
import type { RuleFacts } from './validation/facts.js';

/** What an analysis looks at. Everything in it is decided before; nothing here reads or prints. */
export interface AnalysisContext {
  readonly store: Store;
  /** True when the input is a whole cluster (or stands for one): what isn't in it doesn't exist. False for files alone. */
  readonly complete: boolean;
  readonly config: MeshConfig;
  /** The MeshConfig as it was written, when there is one. */
  readonly rawConfig?: unknown;
  /** The ConfigMap or file that holds it. */
  readonly configResource?: Resource;
  /** Namespace of the control plane. */
  readonly istioNamespace: string;
  readonly regexTest: RegexTest;
  /** Reads YAML that stands inside of a value (of a ConfigMap, an annotation); text that is none is given back as it is. */
  readonly parseYaml: (text: string) => unknown;
  /** Key `meshNetworks` of that ConfigMap, and what findings about it name. */
  readonly rawNetworks?: unknown;
  readonly networksResource?: Resource;
  /** Time at which the input is looked at, in milliseconds since 1970; undefined for input that is of no time. */
  readonly now?: number;
  /** What the other clusters of the mesh have, by how the user calls each. */
  readonly remotes?: ReadonlyMap<string, Store>;
  /** Revision whose objects are looked at. */
  readonly revision: string;
  /** What the rules of single resources ask for. */
  readonly ruleFacts: RuleFacts;
  /** Schemas of the kinds that the input has. */
  readonly validatorOf: ValidatorOf;
  /** The mesh of the store, built when first asked for. */
  mesh(): Mesh;
  /** A value that several analyzers share (an index of services, the pods of a namespace): built once, on first use. */
  fact<T>(build: (context: AnalysisContext) => T): T;
}

/** Arguments of a message, in the order in which the reference names them. Two findings with equal ones are one finding. */
export type MessageArgs = Readonly<Record<string, string | number>>;

/** Reports one finding on a resource; `path` leads to the field at fault. */
export type Report = (code: MessageCode, resource: Resource, path: Path, args?: MessageArgs) => void;

/** One analyzer: reads the kinds it declares and reports. */
export interface Analyzer {
  /** As istioctl calls it, `virtualservice.GatewayAnalyzer`; ours begin with `meshwright.`. */
  readonly name: string;
  readonly description: string;
  /** Kinds that it reads. One whose kinds are absent from the input is not run. */
  readonly inputs: readonly KindName[];
  analyze(context: AnalysisContext, report: Report): void;
}

/** One way in which a resource breaks a rule of Istio's webhook. The sentence stands beside the rule that makes it. */
export interface Violation {
  readonly path: Path;
  /** An error rejects the resource. */
  readonly severity: 'error' | 'warning' | 'info';
  /** What is wrong and what to do, without place and resource. Equal texts on one resource are one finding. */
  readonly text: string;
  /** Another code than IST0106 (error) and IST0133 (warning), with its arguments. */
  readonly code?: MessageCode;
  readonly args?: MessageArgs;
}
