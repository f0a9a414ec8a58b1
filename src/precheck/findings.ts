import type { KindName } from '../model/kinds/index.js';
import type { Row, Section } from './types.js';

/** A finding of an analysis, as far as rows are made of it. */
export interface AnalysisFinding {
  readonly code: string;
  readonly message: string;
  /** `Kind namespace/name` */
  readonly object: string;
}

/** A check that an analysis makes: its rows are the findings with these codes. */
export interface AnalysisCheck {
  readonly name: string;
  readonly section: Section;
  readonly codes: readonly string[];
  /** What is said when there are none. */
  readonly clean: string;
  /** Kinds that must be readable for an answer. */
  readonly needs: readonly KindName[];
}

export const ANALYSIS_CHECKS: readonly AnalysisCheck[] = [
  {
    name: 'webhook-overlap',
    section: 'Webhooks and ports',
    codes: ['IST0139'],
    clean: 'no two injectors take the same pods',
    needs: ['MutatingWebhookConfiguration', 'Service'],
  },
  {
    name: 'user-1337',
    section: 'Webhooks and ports',
    codes: ['IST0144'],
    clean: 'no application runs as user 1337, the user of the sidecar',
    needs: ['Pod', 'Deployment'],
  },
  {
    name: 'annotation-values',
    section: 'Injection',
    codes: ['IST0125'],
    clean: 'the annotations that steer sidecars can be read',
    needs: ['Pod', 'Deployment', 'Service', 'Namespace'],
  },
  {
    name: 'deprecated-annotations',
    section: 'Deprecated configuration',
    codes: ['IST0135'],
    clean: 'no deprecated annotation is in use',
    needs: ['Pod', 'Deployment', 'Service', 'Namespace'],
  },
  {
    name: 'deprecated-resources',
    section: 'Deprecated configuration',
    codes: ['IST0002', 'IST0176', 'MW0090', 'MW0091'],
    clean: 'no deprecated kind, version or field is in use',
    needs: ['VirtualService', 'DestinationRule', 'Sidecar', 'CustomResourceDefinition'],
  },
];

/** The rows of one check that an analysis makes. */
export function findingRows(
  { name, section, codes, clean, needs }: AnalysisCheck,
  findings: readonly AnalysisFinding[],
  hidden: ReadonlySet<KindName>,
): readonly Row[] {
  const row = { section, check: name };
  const found = findings
    .filter(({ code }) => codes.includes(code))
    .map(
      ({ code, message, object }): Row => ({
        ...row,
        status: 'warning',
        code,
        object,
        message: `${object}: ${message}`,
      }),
    );
  const unseen = needs.filter((kind) => hidden.has(kind));
  if (unseen.length > 0) return [...found, { ...row, status: 'skipped', message: notChecked(name, unseen) }];
  return found.length > 0 ? found : [{ ...row, status: 'ok', message: clean }];
}

/** The sentence for a check that may not see what it asks for. */
export function notChecked(check: string, unseen: readonly KindName[]): string {
  return `${check}: not checked, as you may not list ${unseen.join(', ')}`;
}
