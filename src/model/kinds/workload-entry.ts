import { type Decoded, integer, map, object, string } from '../decode.js';

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
});
export type WorkloadEntryBody = Decoded<typeof workloadEntry>;
export type WorkloadEntrySpec = NonNullable<WorkloadEntryBody['spec']>;
