import type { WorkloadGroupSpec } from '../../model/kinds/workload-group.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkProbeHeaderName } from './headers.js';
import type { Rules } from './index.js';
import { checkLabels } from './labels.js';
import { checkNotNegative } from './numbers.js';
import { checkPort } from './ports.js';
import { error } from './violation.js';

type Probe = NonNullable<WorkloadGroupSpec['probe']>;
type HttpGet = NonNullable<Probe['httpGet']>;

const COUNTS = [
  'periodSeconds',
  'successThreshold',
  'timeoutSeconds',
  'failureThreshold',
  'initialDelaySeconds',
] as const;

/** https://istio.io/latest/docs/reference/config/networking/workload-group/ */
export const workloadGroupRules: Rules<'WorkloadGroup'> = ({ body }) => {
  const { metadata, probe, template } = body.spec ?? {};
  if (!template) return [error(['spec'], 'WorkloadGroup has no template for its entries')];
  const labels = checkLabels(metadata?.labels, ['spec', 'metadata', 'labels']);
  if (labels.length > 0) return [joined(labels)];
  return probe ? checkProbe(probe, ['spec', 'probe']) : [];
};

/** All that is wrong with the labels, as one finding. */
function joined(problems: readonly Violation[]): Violation {
  const path = problems[0]?.path ?? ['spec', 'metadata', 'labels'];
  return error(path, problems.map(({ text }) => text).join('; '));
}

/** https://istio.io/latest/docs/reference/config/networking/workload-group/#ReadinessProbe */
function checkProbe(probe: Probe, path: Path): readonly Violation[] {
  const { exec, grpc, httpGet, tcpSocket } = probe;
  return [
    ...checkNotNegative(probe, COUNTS, path),
    ...(httpGet ? checkHttpGet(httpGet, [...path, 'httpGet']) : []),
    ...(tcpSocket ? checkPort(tcpSocket.port ?? 0, [...path, 'tcpSocket', 'port']) : []),
    ...(grpc ? checkPort(grpc.port ?? 0, [...path, 'grpc', 'port']) : []),
    ...(exec && !exec.command?.length ? [error([...path, 'exec'], 'exec of probe has no command')] : []),
    ...(httpGet || tcpSocket || exec || grpc ? [] : [error(path, 'probe has no httpGet, tcpSocket, exec or grpc')]),
  ];
}

function checkHttpGet({ httpHeaders = [], port = 0, scheme }: HttpGet, path: Path): readonly Violation[] {
  return [
    ...checkPort(port, [...path, 'port']),
    ...(scheme && scheme !== 'HTTP' && scheme !== 'HTTPS'
      ? [error([...path, 'scheme'], 'scheme of httpGet is neither HTTP nor HTTPS')]
      : []),
    ...httpHeaders.flatMap(({ name = '' }, i) => checkProbeHeaderName(name, [...path, 'httpHeaders', i, 'name'])),
  ];
}
