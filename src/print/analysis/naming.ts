import { createHash } from 'node:crypto';
import type { LocatedFinding } from '../../analyze/finding.js';

/** `VirtualService search/finder`, or `Namespace plain` for kinds without namespace; undefined for a finding on no resource. */
export function originOf({ resource }: LocatedFinding): string | undefined {
  if (!resource) return undefined;
  const { kind, namespace, name } = resource;
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** `vs.yaml:12`, or undefined for what has no place. */
export function referenceOf({ place }: LocatedFinding): string | undefined {
  return place && `${place.file}:${place.line}`;
}

/** Istio's page about a code; codes of our own have none. https://istio.io/latest/docs/reference/config/analysis/ */
export function documentationUrl(code: string): string | undefined {
  return /^IST\d+$/.test(code)
    ? `https://istio.io/v1.30/docs/reference/config/analysis/${code.toLowerCase()}/`
    : undefined;
}

/** What to run to learn more about a code. */
export function explainCommand(code: string): string {
  return `meshwright analyze --explain ${code}`;
}

/**
 * Path of a file in a repository: forward slashes, no leading `./`, no `a/../`. Absolute ones and those above the working directory
 * stay what they are.
 */
export function repositoryPath(file: string): string {
  const kept: string[] = [];
  const absolute = /^[\\/]/.test(file);
  for (const step of file.split(/[\\/]/)) {
    if (step === '' || step === '.') continue;
    if (step === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(step);
  }
  return `${absolute ? '/' : ''}${kept.join('/')}`;
}

/**
 * Names findings for services that follow them from commit to commit: 32 hexadecimal digits of code, file, resource, field and sentence,
 * and so the same after lines have moved. A finding that says exactly what an earlier one says gets its own.
 */
export function createFingerprints(): (finding: LocatedFinding) => string {
  const seen = new Map<string, number>();
  return (finding) => {
    const { code, place, resource, field, message } = finding;
    const file = place ? repositoryPath(place.file) : '';
    const parts = [code, file, resource?.kind, resource?.namespace, resource?.name, field, message];
    const key = JSON.stringify(parts);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash('sha256')
      .update(count === 0 ? key : `${key}\n${count}`)
      .digest('hex')
      .slice(0, 32);
  };
}
