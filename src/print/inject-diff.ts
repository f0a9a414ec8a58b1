import { createTwoFilesPatch } from 'diff';
import type { Injected } from '../inject/index.js';
import { printableLines } from './terminal.js';
import { printYaml } from './yaml.js';

/** What injection adds to a workload, as a unified diff of YAML; nothing where it adds nothing. */
export function formatInjectionDiff({ kind, name, namespace, before, after }: Injected): string {
  if (before === after) return '';
  const id = `${kind}/${namespace ? `${namespace}/` : ''}${name}`;
  const [left, right] = [printYaml(before), printYaml(after)];
  const patch = createTwoFilesPatch(id, `${id} injected`, left, right, undefined, undefined, { context: 3 });
  return left === right ? '' : printableLines(patch.replace(/^=+\n/, ''));
}
