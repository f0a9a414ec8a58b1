import { KINDS, type KindEntry, type KindName } from '../../../model/kinds/index.js';
import { formatPath, type SourceText } from '../../../model/resource.js';
import { findDeprecatedFields } from '../../fixes/deprecated-fields.js';
import type { Analyzer } from '../../types.js';

/** Istio's own kinds, whose versions all mean the same. */
const ISTIO: readonly KindName[] = (Object.keys(KINDS) as KindName[]).filter((kind) =>
  KINDS[kind].group.endsWith('.istio.io'),
);

/** Old spellings that other findings tell of already: IST0002 and the warnings of the webhook. */
const TOLD = /(mirrorPercent|fault\.delay\.percent|minimumRingSize)$/;

/** What every other old spelling has in it: a text without them needs no second look. */
const WORDS = ['allowOrigin', 'mirror_percent', 'LEAST_CONN', 'jwks_uri'];

/** Old spellings of fields, and versions of the API that have been followed by v1. */
export const deprecations: Analyzer = {
  name: 'meshwright.Deprecations',
  description: 'Deprecated fields and API versions that have a new spelling',
  inputs: ISTIO,
  analyze(context, report) {
    const sources = new Map<SourceText, boolean>();
    const mayHave = (source: SourceText) => {
      const known = sources.get(source) ?? (source.text === '' || WORDS.some((word) => source.text.includes(word)));
      sources.set(source, known);
      return known;
    };
    for (const kind of ISTIO) {
      const { versions }: KindEntry<unknown> = KINDS[kind];
      const newest = versions[0] ?? 'v1';
      for (const resource of context.store.list(kind)) {
        const version = resource.apiVersion.slice(resource.apiVersion.indexOf('/') + 1);
        if (newest === 'v1' && version !== newest && versions.includes(version))
          report('MW0091', resource, ['apiVersion'], { version, newest });
        if (!resource.raw || !mayHave(resource.origin.source)) continue;
        for (const { path, becomes } of findDeprecatedFields(kind, resource.raw)) {
          const field = formatPath(path);
          if (!TOLD.test(field)) report('MW0090', resource, path, { field, becomes });
        }
      }
    }
  },
};
