import type { Tree } from './types.js';

/** Probes of a container and the last part of the path at which the agent serves them. */
export const PROBES = { readinessProbe: 'readyz', livenessProbe: 'livez', startupProbe: 'startupz' } as const;
export const HOOKS = { preStop: 'prestopz', postStart: 'poststartz' } as const;

export const probePath = (container: string, end: string): string => `/app-health/${container}/${end}`;
export const hookPath = (container: string, end: string): string => `/app-lifecycle/${container}/${end}`;

/** Whether there is anything to look at. */
export const hasProbes = (container: Tree): boolean =>
  container['lifecycle'] !== undefined || Object.keys(PROBES).some((name) => container[name] !== undefined);
