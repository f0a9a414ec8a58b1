import { createTwoFilesPatch } from 'diff';
import type { Injected } from '../inject/index.js';
import { printableLines } from './terminal.js';
import { printYaml } from './yaml.js';

/** What injection adds to each workload, as a unified diff of YAML. */
export function formatInjectionDiff(workloads: readonly Injected[]): string {
  return workloads
    .filter(({ decision }) => decision.inject)
    .map(({ kind, name, namespace, before, after }) => {
      const id = `${kind}/${namespace ? `${namespace}/` : ''}${name}`;
      const patch = createTwoFilesPatch(
        id,
        `${id} injected`,
        printYaml(before),
        printYaml(after),
        undefined,
        undefined,
        { context: 3 },
      );
      return printableLines(patch.replace(/^=+\n/, ''));
    })
    .join('');
}
