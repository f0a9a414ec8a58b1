import type { Analyzer } from '../../types.js';

/** Access logs that go nowhere. https://istio.io/latest/docs/tasks/observability/logs/telemetry-api/ */
export const telemetryProviderAnalyzer: Analyzer = {
  name: 'telemetry.ProviderAnalyzer',
  description: 'Checks that access logs of Telemetries have a provider',
  inputs: ['Telemetry'],
  analyze(context, report) {
    if (context.config.defaultProviders?.accessLogging?.length) return;
    for (const telemetry of context.store.list('Telemetry')) {
      const { name, namespace } = telemetry.metadata;
      telemetry.body.spec?.accessLogging?.forEach(({ disabled, providers }, i) => {
        if (disabled || providers?.length) return;
        report('IST0157', telemetry, ['spec', 'accessLogging', i], { name, namespace });
      });
    }
  },
};
