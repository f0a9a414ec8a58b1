import { boolean, type Decoded, durationText, enumeration, list, map, number, object, string } from '../decode.js';

const mode = enumeration('CLIENT_AND_SERVER', 'CLIENT', 'SERVER');
const targetRef = object({ group: string, kind: string, name: string, namespace: string });

/** Spec of Telemetry (telemetry.istio.io). https://istio.io/latest/docs/reference/config/ */
export const telemetry = object({
  spec: object({
    accessLogging: list(
      object({
        disabled: boolean,
        filter: object({ expression: string }),
        match: object({ mode: mode }),
        providers: list(object({ name: string })),
      }),
    ),
    metrics: list(
      object({
        overrides: list(
          object({
            disabled: boolean,
            match: object({
              customMetric: string,
              metric: enumeration(
                'ALL_METRICS',
                'REQUEST_COUNT',
                'REQUEST_DURATION',
                'REQUEST_SIZE',
                'RESPONSE_SIZE',
                'TCP_OPENED_CONNECTIONS',
                'TCP_CLOSED_CONNECTIONS',
                'TCP_SENT_BYTES',
                'TCP_RECEIVED_BYTES',
                'GRPC_REQUEST_MESSAGES',
                'GRPC_RESPONSE_MESSAGES',
              ),
              mode: mode,
            }),
            tagOverrides: map(object({ operation: enumeration('UPSERT', 'REMOVE'), value: string })),
          }),
        ),
        providers: list(object({ name: string })),
        reportingInterval: durationText,
      }),
    ),
    selector: object({ matchLabels: map(string) }),
    targetRef: targetRef,
    targetRefs: list(targetRef),
    tracing: list(
      object({
        customTags: map(
          object({
            environment: object({ defaultValue: string, name: string }),
            formatter: object({ value: string }),
            header: object({ defaultValue: string, name: string }),
            literal: object({ value: string }),
          }),
        ),
        disableContextPropagation: boolean,
        disableSpanReporting: boolean,
        enableIstioTags: boolean,
        match: object({ mode: mode }),
        providers: list(object({ name: string })),
        randomSamplingPercentage: number,
        useRequestIdForTraceSampling: boolean,
      }),
    ),
  }),
});
export type TelemetryBody = Decoded<typeof telemetry>;
export type TelemetrySpec = NonNullable<TelemetryBody['spec']>;
