import { addClusterOptions, clusterOptions } from '../../cli/cluster-options.js';
import type { CommandDefinition } from '../../cli/command.js';
import { sidecarImages } from '../../inject/webhooks/images.js';
import { findInjectors } from '../../inject/webhooks/injectors.js';
import { injectsNamespace, summarizeNamespaces, userNamespaces } from '../../inject/webhooks/overview.js';
import { formatInjectors, formatNamespaces } from '../../print/injection/overview.js';
import { parseAnnotation } from '../../sources/mesh-config.js';
import { printData, readView, viewFormat, viewFormatOption } from '../cluster-view.js';

export const command: CommandDefinition = {
  configure: (c) => {
    addClusterOptions(c).addOption(viewFormatOption());
  },
  run: async (call) => {
    const format = viewFormat(call);
    const kinds = ['Namespace', 'Pod', 'ConfigMap', 'MutatingWebhookConfiguration'] as const;
    const { store, istioNamespace } = await readView(call, kinds);
    const injectors = findInjectors(store.list('MutatingWebhookConfiguration')).filter(
      ({ labels }) => labels['app'] === 'sidecar-injector',
    );
    const all = userNamespaces(store.list('Namespace'), istioNamespace);
    const chosen = all.filter(({ metadata }) => metadata.name === clusterOptions(call.options).namespace);
    const namespaces = chosen.length > 0 ? chosen : all;
    const summary = summarizeNamespaces(namespaces, injectors, store.list('Pod'));
    const images = sidecarImages(store.list('ConfigMap'), parseAnnotation);
    const rows = injectors.map((injector) => ({
      injector,
      namespaces: namespaces.filter((n) => injectsNamespace(injector, n)).map(({ metadata }) => metadata.name),
      image: images.get(injector.revision) ?? '',
    }));
    if (format === 'table') await call.io.out(`${formatNamespaces(summary)}\n${formatInjectors(rows)}`);
    else {
      const hooks = rows.map(({ injector, ...rest }) => ({
        name: injector.name,
        revision: injector.revision,
        ...rest,
      }));
      await printData(call, { namespaces: summary, injectors: hooks }, format);
    }
    return 'ok';
  },
};
