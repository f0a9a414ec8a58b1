import { isObject } from '../../../model/decode.js';
import type { Resource } from '../../../model/resource.js';
import { hostOfUrl } from '../../facts/go-url.js';
import type { Analyzer, Report } from '../../types.js';
import { isIpAddress } from '../../validation/syntax.js';

/** Configurations that an installation makes for a control plane, by how their names begin. */
const VALIDATORS = /^(istio-validator|istiod-default-validator)/;
const INJECTORS = /^istio-sidecar-injector/;

interface Webhook {
  readonly name?: string;
  readonly clientConfig?: unknown;
}

/** Webhooks that lead to a control plane outside of the cluster. https://istio.io/latest/docs/setup/install/external-controlplane/ */
export const externalControlPlaneAnalyzer: Analyzer = {
  name: 'externalcontrolplane.ExternalControlPlaneAnalyzer',
  description: 'Checks the addresses of control planes outside of the cluster',
  inputs: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  analyze({ store }, report) {
    for (const configuration of store.list('ValidatingWebhookConfiguration')) {
      if (VALIDATORS.test(configuration.metadata.name)) judge(configuration, configuration.body.webhooks, report);
    }
    for (const configuration of store.list('MutatingWebhookConfiguration')) {
      if (INJECTORS.test(configuration.metadata.name)) judge(configuration, configuration.body.webhooks, report);
    }
  },
};

function judge(configuration: Resource, webhooks: readonly Webhook[] | undefined, report: Report): void {
  webhooks?.forEach(({ name = '', clientConfig }, i) => {
    const config = isObject(clientConfig) ? clientConfig : {};
    const path = ['webhooks', i, 'clientConfig'];
    const { url } = config;
    if (typeof url !== 'string') {
      if (isObject(config['service'])) return;
      const args = { url: '', webhook: name, problem: 'neither url nor service says where it is' };
      report('IST0163', configuration, path, args);
      return;
    }
    const host = hostOfUrl(url);
    const args = { url, webhook: name };
    if (host === undefined) report('IST0163', configuration, [...path, 'url'], { ...args, problem: 'no valid url' });
    else if (isIpAddress(host)) report('IST0164', configuration, [...path, 'url'], args);
  });
}
