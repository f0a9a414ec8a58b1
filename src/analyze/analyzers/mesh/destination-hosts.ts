import { visibleFrom } from '../../../mesh/visibility.js';
import { destinations, pathOf, type WrittenDestination } from '../../facts/mesh-destinations.js';
import { knowsHost, nearHosts, type ServiceRegistry, services } from '../../facts/mesh-services.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

/**
 * Destinations that are no service or port, or that the VirtualService's namespace may not see. Of files alone only names in
 * namespaces whose Services are in the input are judged; of a whole cluster IST0101 tells what is missing.
 */
export const destinationHosts: Analyzer = {
  name: 'meshwright.DestinationHosts',
  description:
    'Destinations of VirtualServices without such a service or port, or with one that is not exported to them',
  inputs: ['VirtualService'],
  analyze(context, report) {
    const registry = context.fact(services);
    for (const written of context.fact(destinations)) {
      if (registry.find(written.host).length > 0) checkFound(context, registry, written, report);
      else if (!context.complete && knowsHost(context, written.host)) reportUnknown(context, written, report);
    }
  },
};

function checkFound(context: AnalysisContext, registry: ServiceRegistry, written: WrittenDestination, report: Report) {
  const { resource, host, destination } = written;
  const { namespace } = resource.metadata;
  const found = registry.find(host);
  const port = destination.port?.number;
  if (port === undefined && found[0]?.visibility === 'public') return;
  const visible = found.filter((s) => s.namespace === namespace || visibleFrom(s.visibility, namespace));
  if (visible.length === 0) {
    report('MW0022', resource, [...pathOf(written), 'host'], { host, owner: found[0]?.namespace ?? '', namespace });
    return;
  }
  if (context.complete || port === undefined) return;
  if (visible.some((s) => s.resolution === 'alias' || s.ports.some((p) => p.number === port))) return;
  const ports = [...new Set(visible.flatMap((s) => s.ports.map((p) => p.number)))].join(', ');
  report('MW0021', resource, [...pathOf(written), 'port', 'number'], { host, port, ports });
}

function reportUnknown(context: AnalysisContext, written: WrittenDestination, report: Report): void {
  const { resource, host } = written;
  report('MW0020', resource, [...pathOf(written), 'host'], { host, near: context.fact(nearHosts)(host) });
}
