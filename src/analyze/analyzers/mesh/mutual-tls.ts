import { resolveHost } from '../../../mesh/hosts.js';
import { buildPeerAuthentications, type PeerAuthenticationIndex } from '../../../mesh/peer-authentication.js';
import type { DestinationRuleResource, MeshService } from '../../../mesh/types.js';
import { selects } from '../../../mesh/workloads.js';
import { type WrittenTls, writtenTls } from '../../facts/client-tls.js';
import { type ServedPort, servedPorts, services, workloadsBehind } from '../../facts/mesh-services.js';
import type { Workload } from '../../facts/mesh-workloads.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

/**
 * TLS settings of DestinationRules that the workloads behind their host refuse: anything but the mesh's mutual TLS where that is
 * STRICT, and mutual TLS where there is no sidecar.
 * https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule
 */
export const mutualTls: Analyzer = {
  name: 'meshwright.MutualTls',
  description: 'DestinationRules whose TLS settings the workloads behind their host refuse',
  inputs: ['DestinationRule'],
  analyze(context, report) {
    for (const resource of context.store.list('DestinationRule')) {
      const settings = writtenTls(resource);
      if (settings.length === 0) continue;
      const host = resolveHost(resource.body.spec?.host ?? '', resource.metadata.namespace);
      for (const service of context.fact(services).named(host)) {
        if (!service.selector || service.registry !== 'kubernetes') continue;
        for (const setting of settings) checkSetting(context, resource, service, setting, report);
      }
    }
  },
};

function checkSetting(
  context: AnalysisContext,
  resource: DestinationRuleResource,
  service: MeshService,
  setting: WrittenTls,
  report: Report,
): void {
  const behind = context
    .fact(workloadsBehind)(service)
    .filter((workload) => selects(setting.labels, workload.labels));
  const args = { host: service.hostname, mode: setting.mode };
  if (setting.mode === 'ISTIO_MUTUAL') {
    const plain = behind.length > 0 && behind.every((workload) => workload.proxy === 'none');
    if (plain) report('MW0071', resource, setting.path, { ...args, workload: nameOf(behind[0]) });
    return;
  }
  // With certificates of their own clients may pass for members of the mesh.
  if (setting.mode === 'MUTUAL') return;
  const refused = isStrict(context, service, behind, setting);
  if (refused) report('MW0070', resource, setting.path, args);
}

function nameOf(workload: Workload | undefined): string {
  return workload ? `${workload.resource.kind} ${workload.resource.metadata.name}` : '';
}

/** Of workloads that are known the ports count, of others only what holds for the whole namespace. */
function isStrict(
  context: AnalysisContext,
  service: MeshService,
  behind: readonly Workload[],
  { ports }: WrittenTls,
): boolean {
  const index = context.fact(peerAuthentications);
  if (behind.length === 0) return index.mtlsMode(service.namespace, {}) === 'strict';
  const served = context.fact(servedPorts);
  const concerns = (workload: Workload, one: ServedPort) =>
    one.service === service &&
    ports(one.port.number) &&
    index.mtlsMode(workload.namespace, workload.labels, one.number) === 'strict';
  return behind.some((w) => w.proxy !== 'none' && (served.get(w) ?? []).some((one) => concerns(w, one)));
}

/** How workloads take mutual TLS. */
export function peerAuthentications({ store, config }: AnalysisContext): PeerAuthenticationIndex {
  return buildPeerAuthentications(store.list('PeerAuthentication'), config);
}
