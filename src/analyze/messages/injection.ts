import type { MessageType } from './types.js';

/** Findings about which pods get a sidecar, and which have one. */
export const injectionMessages = {
  IST0102: {
    name: 'NamespaceNotInjected',
    severity: 'info',
    text: ({ namespace }) =>
      `no label tells whether pods of this namespace get a sidecar: kubectl label namespace ${namespace} istio-injection=enabled (or =disabled)`,
    explain:
      'Pods of the namespace get no sidecar, so nothing that Istio offers works for them: no mutual TLS, no routing, no telemetry. Label the namespace istio-injection=enabled (or istio.io/rev=REVISION) if it belongs to the mesh, istio-injection=disabled to say that it does not.\nhttps://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
  },
  IST0103: {
    name: 'PodMissingProxy',
    severity: 'warning',
    text: ({ pod }) => `pod ${pod} has no sidecar though its namespace asks for one; restart its workload`,
    explain:
      'The namespace is labelled for injection, but this pod has no container istio-proxy. Most often it was started before the label was set, or while the injector was unreachable. Restart its workload (kubectl rollout restart); if the pod is to stay outside of the mesh, label it sidecar.istio.io/inject: "false".',
  },
  IST0123: {
    name: 'NamespaceMultipleInjectionLabels',
    severity: 'warning',
    text: ({ labels }) => `labels that contradict each other about injection: ${labels}; keep one`,
    explain:
      'A namespace says by one label how its pods join the mesh: istio-injection (sidecars of the default revision), istio.io/rev (sidecars of a revision) or istio.io/dataplane-mode=ambient. With several of them, one wins and the others do nothing, which shows at the next upgrade at the latest. Remove all but one.',
  },
  IST0139: {
    name: 'InvalidWebhook',
    severity: 'error',
    text: ({ problem }) => String(problem),
    explain:
      'The configuration of a sidecar injector. Where two injectors take the same pods, the pods are injected twice or by the wrong revision; where the Service of an injector is missing, pods are not injected or cannot start at all. Remove what is left of an old revision (istioctl tag list, kubectl get mutatingwebhookconfigurations), or correct its selectors.',
  },
  IST0146: {
    name: 'ImageAutoWithoutInjectionWarning',
    severity: 'warning',
    text: ({ name }) => `image: auto of ${name} stays as it is: no injector takes its pods`,
    explain:
      'A container istio-proxy with the image `auto` is a gap that the injector fills with the image of the proxy. No injector selects the pods of this Deployment, so they will try to pull an image of the name `auto`. Label the namespace (istio-injection=enabled) or the pods (sidecar.istio.io/inject: "true").\nhttps://istio.io/latest/docs/setup/additional-setup/gateway/',
  },
  IST0147: {
    name: 'ImageAutoWithoutInjectionError',
    severity: 'error',
    text: ({ name }) => `pod ${name} was not injected: its container istio-proxy still has the image auto`,
    explain:
      'A container istio-proxy with the image `auto` is a gap that the injector fills with the image of the proxy. This pod exists and the gap is still there, so it cannot start. Label the namespace (istio-injection=enabled) or the pods (sidecar.istio.io/inject: "true"), then restart the workload.',
  },
  IST0148: {
    name: 'NamespaceInjectionEnabledByDefault',
    severity: 'info',
    text: () => 'this namespace has no label and gets sidecars by default (enableNamespacesByDefault)',
    explain:
      'The injector was installed with sidecarInjectorWebhook.enableNamespacesByDefault=true, so namespaces without any label get sidecars too. Label the namespace istio-injection=disabled if its pods do not belong to the mesh.',
  },
  IST0158: {
    name: 'PodsIstioProxyImageMismatchInNamespace',
    severity: 'warning',
    text: ({ pods }) =>
      `sidecars with another image than the injector would give them: ${pods}; restart these workloads`,
    explain:
      'These pods run a proxy of another version than their control plane would inject now, most often because they were not restarted after an upgrade. Restart their workloads (kubectl rollout restart).',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
