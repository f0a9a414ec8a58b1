import { isObject } from '../../../model/decode.js';
import type { TypedResource } from '../../../model/store.js';
import { formatSelector, podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

type Telemetry = TypedResource<'Telemetry'>;

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

/** Several Telemetries for one workload. https://istio.io/latest/docs/reference/config/telemetry/ */
export const telemetrySelectorAnalyzer: Analyzer = {
  name: 'telemetry.SelectorAnalyzer',
  description: 'Checks that each pod is selected by at most one Telemetry, and each selector takes a pod',
  inputs: ['Telemetry'],
  analyze(context, report) {
    const byPod = new Map<string, Telemetry[]>();
    for (const telemetry of context.store.list('Telemetry')) {
      const labels = telemetry.body.spec?.selector?.matchLabels;
      if (!labels || Object.keys(labels).length === 0) continue;
      const { namespace } = telemetry.metadata;
      const pods = context.fact(podLabels).select(labels, namespace);
      if (pods.length === 0 && context.complete) {
        const refval = formatSelector(labels);
        report('IST0101', telemetry, ['spec', 'selector', 'matchLabels'], { reftype: 'selector', refval });
      }
      for (const { metadata } of pods) add(byPod, `${namespace}/${metadata.name}`, telemetry);
    }
    for (const [pod, telemetries] of byPod) if (telemetries.length > 1) reportConflict(pod, telemetries, report);
  },
};

function reportConflict(podName: string, telemetries: readonly Telemetry[], report: Report): void {
  const names = telemetries.map(({ metadata }) => metadata.name).sort();
  const [namespace = '', pod = ''] = podName.split('/');
  for (const telemetry of telemetries) {
    report('IST0159', telemetry, ['metadata', 'name'], { telemetries: names.join(', '), namespace, pod });
  }
}

/** Several defaults for one namespace. https://istio.io/latest/docs/reference/config/telemetry/ */
export const telemetryDefaultSelectorAnalyzer: Analyzer = {
  name: 'telemetry.DefaultSelectorAnalyzer',
  description: 'Checks that each namespace has at most one Telemetry without selector',
  inputs: ['Telemetry'],
  analyze(context, report) {
    const byNamespace = new Map<string, Telemetry[]>();
    for (const telemetry of context.store.list('Telemetry')) {
      if (telemetry.body.spec?.selector === undefined) add(byNamespace, telemetry.metadata.namespace, telemetry);
    }
    for (const [namespace, telemetries] of byNamespace) {
      if (telemetries.length < 2) continue;
      const names = telemetries.map(({ metadata }) => metadata.name).sort();
      for (const telemetry of telemetries) {
        report('IST0160', telemetry, ['metadata', 'name'], { telemetries: names.join(', '), namespace });
      }
    }
  },
};

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
  return new Set(providers.map((provider) => (isObject(provider) ? String(provider['name']) : '')));
}

function add(map: Map<string, Telemetry[]>, key: string, telemetry: Telemetry): void {
  const known = map.get(key);
  if (known) known.push(telemetry);
  else map.set(key, [telemetry]);
}
