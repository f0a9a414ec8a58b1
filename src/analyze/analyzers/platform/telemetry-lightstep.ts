import { isObject } from '../../../model/decode.js';
import { textOf } from '../../../model/text.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/** Tracing by Lightstep, which Istio has replaced. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
export const telemetryLightstepAnalyzer: Analyzer = {
  name: 'telemetry.LightstepAnalyzer',
  description: 'Checks for tracing by the deprecated Lightstep provider',
  inputs: ['Telemetry'],
  analyze(context, report) {
    const deprecated = lightstepProviders(context);
    if (deprecated.size === 0) return;
    for (const telemetry of context.store.list('Telemetry')) {
      telemetry.body.spec?.tracing?.forEach((tracing, t) => {
        tracing.providers?.forEach(({ name = '' }, p) => {
          if (!deprecated.has(name)) return;
          const detail = `provider ${name} is of the type lightstep; use opentelemetry`;
          report('IST0002', telemetry, ['spec', 'tracing', t, 'providers', p, 'name'], { detail });
        });
      });
    }
  },
};

function lightstepProviders({ config }: AnalysisContext): ReadonlySet<string> {
  const providers = (config.extensionProviders ?? []).filter((p) => isObject(p) && isObject(p['lightstep']));
  return new Set(providers.map((provider) => (isObject(provider) ? textOf(provider['name']) : '')));
}
