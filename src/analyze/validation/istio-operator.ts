import { isObject } from '../../model/decode.js';
import type { Path } from '../../model/resource.js';
import { suggest } from '../../model/suggest.js';
import type { Violation } from '../types.js';

const SPEC = [
  'profile',
  'installPackagePath',
  'hub',
  'tag',
  'namespace',
  'revision',
  'defaultRevision',
  'compatibilityVersion',
  'meshConfig',
  'components',
  'values',
  'unvalidatedValues',
];
const COMPONENTS = ['base', 'pilot', 'cni', 'ztunnel', 'istiodRemote', 'ingressGateways', 'egressGateways'];

/** Fields of an IstioOperator. https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/ */
export function checkIstioOperator(operator: Readonly<Record<string, unknown>>): readonly Violation[] {
  const spec = operator['spec'];
  if (!isObject(spec)) return [];
  return [
    ...checkFields(spec, SPEC, ['spec']),
    ...(isObject(spec['components']) ? checkFields(spec['components'], COMPONENTS, ['spec', 'components']) : []),
  ];
}

function checkFields(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: Path,
): readonly Violation[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = suggest(key, known);
      const text = `there is no field ${JSON.stringify(key)} here${near ? `; did you mean ${near}?` : ''}`;
      return { path: [...path, key], severity: 'error', text, code: 'MW0101' };
    });
}
