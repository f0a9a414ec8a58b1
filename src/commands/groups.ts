import type { GroupEntry } from '../cli/command.js';

/** Words that hold other commands. */
export const GROUPS: readonly GroupEntry[] = [
  { path: ['proxy-config'], aliases: ['pc'], summary: 'Show what an Envoy has: live, from a dump, or translated' },
  { path: ['manifest'], summary: 'Render what an installation consists of' },
  { path: ['profile'], summary: 'Look at the profiles of installations' },
  { path: ['describe'], aliases: ['des'], summary: 'Show what applies to one thing in the mesh' },
  { path: ['authz'], summary: 'Look into the authorization of a workload' },
  { path: ['revision'], summary: 'Look at the control planes of a cluster' },
  { path: ['tag'], summary: 'Names for revisions, which namespaces use in their place' },
  { path: ['x'], aliases: ['experimental'], summary: 'Commands that may still change' },
  { path: ['x', 'authz'], summary: 'Look into the authorization of an Envoy' },
  { path: ['x', 'describe'], aliases: ['des'], summary: 'The same as describe' },
  { path: ['x', 'injector'], summary: 'Look at the injectors of sidecars' },
];
