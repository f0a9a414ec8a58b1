import type { MessageType } from './types.js';

/** Findings about operations of EnvoyFilters; `patches` are indices in spec.configPatches. */
export const envoyFilterMessages = {
  IST0151: {
    name: 'EnvoyFilterUsesRelativeOperation',
    severity: 'warning',
    text: ({ patches }) =>
      `without a priority these patches depend on what other EnvoyFilters did before: configPatches ${patches}; set spec.priority`,
    explain:
      'INSERT_BEFORE, INSERT_AFTER, REPLACE and REMOVE refer to something that must be there when the patch runs. Without a priority, the time of creation decides which EnvoyFilter runs first, so the patch may find nothing and be skipped. Set spec.priority, or use INSERT_FIRST or ADD.',
  },
  IST0152: {
    name: 'EnvoyFilterUsesReplaceOperationIncorrectly',
    severity: 'error',
    text: ({ patches }) =>
      `REPLACE works on HTTP_FILTER, NETWORK_FILTER and VIRTUAL_HOST only: configPatches ${patches}; use MERGE`,
    explain: 'For other objects REPLACE is ignored. Use MERGE to change fields, or REMOVE together with ADD.',
  },
  IST0153: {
    name: 'EnvoyFilterUsesAddOperationIncorrectly',
    severity: 'error',
    text: ({ patches }) => `ADD is ignored for ROUTE_CONFIGURATION and HTTP_ROUTE: configPatches ${patches}`,
    explain:
      'Route configurations can be merged into and not added; routes are added with INSERT_FIRST, INSERT_BEFORE or INSERT_AFTER.',
  },
  IST0154: {
    name: 'EnvoyFilterUsesRemoveOperationIncorrectly',
    severity: 'error',
    text: ({ patches }) => `REMOVE is ignored for ROUTE_CONFIGURATION and HTTP_ROUTE: configPatches ${patches}`,
    explain:
      'Route configurations and routes can not be removed by a patch. Change the VirtualService that makes them.',
  },
  IST0155: {
    name: 'EnvoyFilterUsesRelativeOperationWithProxyVersion',
    severity: 'warning',
    text: ({ patches }) =>
      `configPatches ${patches} have no priority, and an earlier patch of the same filter is limited to a proxyVersion; set spec.priority`,
    explain:
      'An earlier patch for the same filter applies to some proxy versions only. On other versions what this one refers to may be missing, and it is skipped. Set spec.priority, and the same proxyVersion where both belong together.',
  },
} as const satisfies Readonly<Record<string, MessageType>>;
