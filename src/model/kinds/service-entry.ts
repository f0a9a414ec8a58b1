import { type Decoded, enumeration, integer, list, map, object, string } from '../decode.js';

/** Spec of ServiceEntry (networking.istio.io). https://istio.io/latest/docs/reference/config/ */
export const serviceEntry = object({
  spec: object({
    addresses: list(string),
    endpoints: list(
      object({
        address: string,
        labels: map(string),
        locality: string,
        network: string,
        ports: map(integer),
        serviceAccount: string,
        weight: integer,
      }),
    ),
    exportTo: list(string),
    hosts: list(string),
    location: enumeration('MESH_EXTERNAL', 'MESH_INTERNAL'),
    ports: list(object({ name: string, number: integer, protocol: string, targetPort: integer })),
    resolution: enumeration('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'),
    subjectAltNames: list(string),
    workloadSelector: object({ labels: map(string) }),
  }),
  status: object({ addresses: list(object({ host: string, value: string })) }),
});
export type ServiceEntryBody = Decoded<typeof serviceEntry>;
export type ServiceEntrySpec = NonNullable<ServiceEntryBody['spec']>;
