import type { Resource } from '../../model/resource.js';
import type { Field } from '../../print/explain.js';
import { formatSteps, walkMessages } from '../../xds/diff/index.js';
import type { Target } from './target.js';

/** A value that Istio gives where no resource says otherwise. */
interface BuiltIn {
  readonly type: Target['type'];
  /** Fields of the message, from the outside, and their default. */
  readonly field: string;
  readonly value: unknown;
  /** The field that would set it. */
  readonly setting: string;
  /** Key of that field, which is looked for in the resources that made the object. */
  readonly key: string;
}

/** https://istio.io/latest/docs/reference/config/networking/ */
const BUILT_IN: readonly BuiltIn[] = [
  { type: 'route', field: 'timeout', value: '0s', setting: 'VirtualService http.timeout', key: 'timeout' },
  {
    type: 'cluster',
    field: 'lbPolicy',
    value: 'LEAST_REQUEST',
    setting: 'DestinationRule trafficPolicy.loadBalancer',
    key: 'loadBalancer',
  },
  ...['maxConnections', 'maxPendingRequests', 'maxRequests', 'maxRetries'].map((field) => ({
    type: 'cluster' as const,
    field,
    value: 4294967295,
    setting: 'DestinationRule trafficPolicy.connectionPool',
    key: 'connectionPool',
  })),
];

/** Fields of an object that have Istio's own defaults, with the setting that would change each, as far as they are known here. */
export function builtInDefaults(
  type: Target['type'],
  object: object,
  makers: readonly Resource[],
): readonly { readonly setting: string; readonly fields: readonly Field[] }[] {
  const open = BUILT_IN.filter((builtIn) => builtIn.type === type).filter(
    ({ key }) => !makers.some(({ body }) => mentions(body, key)),
  );
  const found = new Map<string, Field[]>();
  walkMessages(object, (message, path) => {
    for (const { field, value, setting } of open) {
      if (Reflect.get(message, field) !== value) continue;
      const fields = found.get(setting) ?? [];
      fields.push({ path: formatSteps([...path, { field }]), value });
      found.set(setting, fields);
    }
  });
  return [...found].map(([setting, fields]) => ({ setting, fields }));
}

function mentions(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => (name === key && inner !== undefined) || mentions(inner, key));
}
