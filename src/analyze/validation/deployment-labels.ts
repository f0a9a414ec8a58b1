import { isObject } from '../../model/decode.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

/** Labels of which one each tells the name and the version of a workload. */
const NAMES = ['app', 'app.kubernetes.io/name', 'service.istio.io/canonical-name'];
const VERSIONS = ['version', 'app.kubernetes.io/version', 'service.istio.io/canonical-revision'];

/**
 * Whether the pods of a Deployment say what they are, which Istio's telemetry is grouped by.
 * https://istio.io/latest/docs/ops/deployment/application-requirements/
 */
export function checkDeploymentLabels(deployment: Readonly<Record<string, unknown>>): readonly Violation[] {
  const path = ['spec', 'template', 'metadata', 'labels'];
  const labels = path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), deployment);
  const odd = isObject(labels) ? Object.keys(labels).find((name) => typeof labels[name] !== 'string') : undefined;
  if (odd !== undefined) return [error([...path, odd], `label ${odd} is no text; quote its value`)];
  const has = (names: readonly string[]) => isObject(labels) && names.some((name) => labels[name]);
  const missing = [...(has(NAMES) ? [] : ['app']), ...(has(VERSIONS) ? [] : ['version'])];
  if (missing.length === 0) return [];
  const text = `its pods have no label ${missing.join(' and ')}, by which Istio's telemetry tells workloads apart`;
  return [{ path, severity: 'info', text, code: 'MW0111' }];
}
