import { type DecodeProblem, isObject } from '../../model/decode.js';
import { formatPath, type Resource } from '../../model/resource.js';
import { groupOf } from '../../model/store.js';
import { textOf } from '../../model/text.js';
import type { ValidatorOf } from '../../schema/types.js';
import type { Violation } from '../types.js';
import { checkDeploymentLabels } from './deployment-labels.js';
import { findViolations, type RuleFacts } from './index.js';
import { checkOperator } from './operator.js';
import { findSchemaViolations, withoutPlacesOf } from './schema.js';
import { checkServicePorts } from './service-ports.js';

/** One object to judge by itself: as it was written, and what could be decoded of it. */
export interface Candidate {
  readonly value: Readonly<Record<string, unknown>>;
  /** Absent for kinds that nothing here decodes, and for objects without a name. */
  readonly resource?: Resource;
  readonly undecoded: readonly { readonly path: DecodeProblem['path']; readonly text: string }[];
}

export interface Judges {
  readonly facts: RuleFacts;
  readonly validatorOf: ValidatorOf;
  /** Namespace of the control plane, whose own Services are as they are. */
  readonly istioNamespace: string;
}

/**
 * Everything that is wrong with one object by itself: what the schema of its kind says, what Istio's webhook says, and for Services
 * and Deployments what Istio needs of them. An unknown field is an error here, as with `kubectl apply --validate=strict`.
 */
export function judge(candidate: Candidate, judges: Judges): readonly Violation[] {
  const { value } = candidate;
  const { apiVersion, kind } = value;
  switch (`${apiVersion}/${kind}`) {
    case 'v1/Service':
      return namespaceOf(value) === judges.istioNamespace ? [] : checkServicePorts(value);
    case 'apps/v1/Deployment':
      return namespaceOf(value) === judges.istioNamespace ? [] : checkDeploymentLabels(value);
    default:
      return typeof apiVersion === 'string' && groupOf(apiVersion).endsWith('istio.io')
        ? judgeResource(candidate, judges)
        : [];
  }
}

function judgeResource({ value, resource, undecoded }: Candidate, judges: Judges): readonly Violation[] {
  const named = { apiVersion: textOf(value['apiVersion']), kind: textOf(value['kind']) };
  const rules = resource && undecoded.length === 0 ? findViolations(resource, judges.facts) : [];
  const shape = strictly(findSchemaViolations(value, named, judges.validatorOf));
  if (isOperator(named)) return shape.length > 0 ? shape : checkOperator(value);
  const schema = withoutPlacesOf(withoutWarnedLimits(shape, rules), rules);
  const wrong = undecoded.map(({ path, text }) => ({
    path,
    severity: 'error' as const,
    text,
    code: 'MW0102' as const,
  }));
  return [...schema, ...withoutPlacesOf(wrong, schema), ...rules];
}

/** An IstioOperator is read by istioctl, never by istiod: no webhook, and no decoder of resources. */
function isOperator({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  return apiVersion === 'install.istio.io/v1alpha1' && kind === 'IstioOperator';
}

/** Where the webhook warns of too many entries, it has judged them: that they are taken is its last word, as in istioctl. */
function withoutWarnedLimits(shape: readonly Violation[], rules: readonly Violation[]): readonly Violation[] {
  const warned = new Set(rules.flatMap(({ path, severity }) => (severity === 'warning' ? [formatPath(path)] : [])));
  if (warned.size === 0) return shape;
  return shape.filter(({ path, code }) => code !== 'MW0106' || !warned.has(formatPath(path)));
}

function strictly(found: readonly Violation[]): readonly Violation[] {
  return found.map((violation) => (violation.code === 'MW0101' ? { ...violation, severity: 'error' } : violation));
}

function namespaceOf({ metadata }: Candidate['value']): unknown {
  return isObject(metadata) ? metadata['namespace'] : undefined;
}
