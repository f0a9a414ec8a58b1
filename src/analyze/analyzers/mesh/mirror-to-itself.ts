import { resolveHost } from '../../../mesh/hosts.js';
import type { Destination } from '../../../model/kinds/virtual-service.js';
import { virtualServices } from '../../facts/http-rules.js';
import type { Analyzer } from '../../types.js';

/** Copies of requests that go where the requests go. */
export const mirrorToItself: Analyzer = {
  name: 'meshwright.MirrorToItself',
  description: 'Mirrors to the destination that gets the requests already',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const { resource, rule, index } of context.fact(virtualServices).withMirror) {
      const { route, mirror, mirrors } = rule;
      if (!mirror && !mirrors) continue;
      const key = ({ host = '', subset = '', port }: Destination) =>
        `${resolveHost(host, resource.metadata.namespace)} ${subset} ${port?.number ?? ''}`;
      const all = new Set((route ?? []).flatMap(({ destination }) => (destination ? [key(destination)] : [])));
      // Copies for one of several are a way to try it with all of the traffic.
      const targets = all.size === 1 ? all : new Set<string>();
      const path = ['spec', 'http', index];
      if (mirror && targets.has(key(mirror)))
        report('MW0009', resource, [...path, 'mirror'], { host: mirror.host ?? '' });
      for (const [j, { destination }] of (mirrors ?? []).entries()) {
        if (!destination || !targets.has(key(destination))) continue;
        report('MW0009', resource, [...path, 'mirrors', j, 'destination'], { host: destination.host ?? '' });
      }
    }
  },
};
