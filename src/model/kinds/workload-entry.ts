import { type Decoded, integer, list, map, object, string } from '../decode.js';

/** Spec of WorkloadEntry (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const workloadEntry = object({
  spec: object({
    address: string,
    labels: map(string),
    locality: string,
    network: string,
    ports: map(integer),
    serviceAccount: string,
    weight: integer,
  }),
  status: object({ conditions: list(object({ type: string, status: string })) }),
});
export type WorkloadEntryBody = Decoded<typeof workloadEntry>;
export type WorkloadEntrySpec = NonNullable<WorkloadEntryBody['spec']>;
