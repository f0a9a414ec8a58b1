import type { CommandEntry, GroupEntry } from '../cli/command.js';

/** The commands, in the order in which help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    path: ['translate'],
    summary: 'Compute the xDS that istiod would push to each proxy, offline',
    load: () => import('./translate.js'),
  },
  { path: ['version'], summary: 'Print the version of this program', load: () => import('./version.js') },
];

/** Words that hold other commands. */
export const GROUPS: readonly GroupEntry[] = [
  { path: ['proxy-config'], aliases: ['pc'], summary: 'Show what an Envoy has: live, from a dump, or translated' },
];
