import type { ServiceEntryResource } from '../../../mesh/types.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/**
 * TCP ports of ServiceEntries without addresses, where proxies don't allocate any.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#address-auto-allocation
 */
export const tcpAddresses: Analyzer = {
  name: 'serviceentry.Analyzer',
  description: 'Looks for TCP ports of ServiceEntries without addresses',
  inputs: ['ServiceEntry'],
  analyze(context, report) {
    if (allocatesAddresses(context)) return;
    for (const resource of context.store.list('ServiceEntry')) {
      if (hasAddresses(resource)) continue;
      const ports = (resource.body.spec?.ports ?? []).flatMap((port, i) =>
        !port.protocol || port.protocol.toUpperCase() === 'TCP' ? [{ port, path: ['spec', 'ports', i, 'name'] }] : [],
      );
      const named = ports.map(({ port, path }) => ({ path, name: port.name ?? String(port.number ?? '') }));
      const [first] = named;
      if (!first) continue;
      // Each port has its line in a file; of an object in a cluster one finding says it all.
      if (context.complete) {
        report('IST0134', resource, first.path, { ports: named.map(({ name }) => name).join(', ') });
      } else for (const { name, path } of named) report('IST0134', resource, path, { ports: name });
    }
  },
};

function hasAddresses({ body }: ServiceEntryResource): boolean {
  return (body.spec?.addresses?.length ?? 0) > 0 || (body.status?.addresses?.length ?? 0) > 0;
}

function allocatesAddresses({ config }: AnalysisContext): boolean {
  const metadata = config.defaultConfig.proxyMetadata ?? {};
  const on = (name: string) => metadata[name] === 'true';
  return on('ISTIO_META_DNS_CAPTURE') && (on('ISTIO_META_DNS_AUTO_ALLOCATE') || on('PILOT_ENABLE_IP_AUTOALLOCATE'));
}
