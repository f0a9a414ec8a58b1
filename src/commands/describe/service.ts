import type { CommandDefinition } from '../../cli/command.js';
import { text } from '../../cli/options.js';
import { describeService } from '../../mesh/describe/service.js';
import { describeServiceWorkloads, endpointsWithoutProxy } from '../../mesh/describe/service-workloads.js';
import type { MeshService } from '../../mesh/types.js';
import { UserError } from '../../model/errors.js';
import { suggest } from '../../model/suggest.js';
import { formatServiceView, serviceViewData } from '../../print/description/service-view.js';
import { printable } from '../../print/terminal.js';
import { printData, viewFormat } from '../cluster-view.js';
import { addDescribeOptions, loadDescribedMesh } from './input.js';
import { describePlaces } from './places.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('<service>', 'NAME[.NAMESPACE], or a host that a ServiceEntry has');
    c.option('--client-namespace <name>', "namespace of the clients that call it (default: the service's own)");
    addDescribeOptions(c).addHelpText(
      'after',
      `
Examples:
  meshwright describe service reviews.bookinfo
  meshwright describe service reviews -n bookinfo --client-namespace shop -f mesh/
  meshwright describe service api.example.com -f mesh/`,
    );
  },
  run: async (call) => {
    const format = viewFormat(call);
    const { mesh, store, namespace } = await loadDescribedMesh(call);
    const service = chooseService(mesh.services, call.args[0] ?? '', namespace);
    const clientNamespace = text(call.options, 'clientNamespace') || service.namespace;
    const view = {
      described: describeService(mesh, store, service, { namespace: clientNamespace }),
      clientNamespace,
      workloads: describeServiceWorkloads(mesh, service),
      bare: endpointsWithoutProxy(mesh, service),
    };
    const place = describePlaces();
    if (format === 'table') await call.io.out(formatServiceView(view, place));
    else await printData(call, serviceViewData(view, place), format);
    return 'ok';
  },
};

/**
 * The service that `[svc/]NAME[.NAMESPACE]` or a host names; of several with one host that of the namespace.
 * @throws UserError (failed) where there is none, with the nearest name
 */
function chooseService(services: readonly MeshService[], target: string, namespace: string): MeshService {
  const wanted = target.replace(/^(service|services|svc)\//i, '').toLowerCase();
  const named = services.filter((s) => s.hostname === wanted || s.name.toLowerCase() === wanted);
  const found =
    named.find((s) => s.namespace === namespace) ??
    named.find((s) => s.hostname === wanted) ??
    services.find((s) => `${s.name}.${s.namespace}`.toLowerCase() === wanted);
  if (found) return found;
  const names = services.map((s) => (s.registry === 'kubernetes' ? `${s.name}.${s.namespace}` : s.hostname));
  const [elsewhere] = named.map((s) => `${s.name}.${s.namespace}`);
  const guess = elsewhere ?? suggest(wanted, names) ?? suggest(`${wanted}.${namespace}`, names);
  const message = printable(`no service ${target} for namespace ${namespace}`);
  throw new UserError('failed', message, guess && printable(`did you mean ${guess}?`));
}
