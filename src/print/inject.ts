import type { Injected, InjectionFailure, Reason } from '../inject/index.js';
import { isObject } from '../model/decode.js';
import { formatPath } from '../model/resource.js';
import { textOf } from '../model/text.js';
import { printable } from './terminal.js';

const INJECT = 'sidecar.istio.io/inject';

/** One line about what was decided for a workload, and why. */
export function describeDecision({ kind, name, namespace, decision, again }: Injected): string {
  const id = `${kind} ${name}${namespace ? `.${namespace}` : ''}`;
  const verdict = decision.inject ? (again ? 'injected again' : 'injected') : 'left alone';
  const ignored = decision.ignored === undefined ? '' : `; ${INJECT}: ${decision.ignored} is neither true nor false`;
  return printable(`${id}: ${verdict}: ${describeReason(decision.reason)}${ignored}`);
}

/** Why a pod gets a sidecar, or none. */
function describeReason(reason: Reason): string {
  switch (reason.code) {
    case 'host-network':
      return 'its pods use the network of their node';
    case 'system-namespace':
      return `namespace ${reason.namespace} belongs to Kubernetes`;
    case 'label':
    case 'annotation':
      return `${reason.code} ${INJECT}: ${reason.value}`;
    case 'never-selector':
      return `selected by neverInjectSelector[${reason.index}]`;
    case 'always-selector':
      return `selected by alwaysInjectSelector[${reason.index}]`;
    case 'policy':
      return reason.value === 'enabled' ? 'nothing says otherwise' : `the policy is ${reason.value || 'not set'}`;
  }
}

/** Lines about an object that can't be injected. */
export function describeFailure(failure: InjectionFailure, object: unknown): readonly string[] {
  return reasonsOf(failure).map((reason) => printable(`${idOf(object)}: ${reason}`));
}

function idOf(object: unknown): string {
  const metadata = isObject(object) && isObject(object['metadata']) ? object['metadata'] : {};
  const [name, namespace] = [metadata['name'] ?? metadata['generateName'] ?? '', metadata['namespace'] ?? ''];
  return `${isObject(object) ? textOf(object['kind']) : ''} ${textOf(name)}${namespace ? `.${textOf(namespace)}` : ''}`;
}

function reasonsOf(failure: InjectionFailure): readonly string[] {
  switch (failure.code) {
    case 'annotations':
      return failure.problems.map(
        (p) => `annotation ${p.annotation}: ${JSON.stringify(p.value)}: ${p.expected} expected`,
      );
    case 'proxy-config':
      return failure.lines.map((line) => `annotation proxy.istio.io/config: ${line}`);
    case 'unknown-template':
      return [`there is no template ${failure.template}; there are ${failure.known.join(', ')}`];
    case 'template':
      return [failure.reason];
    case 'rendered':
      return [`template ${failure.template} gives no part of a pod: ${failure.reason}`];
    case 'shape':
      return failure.problems.map((p) => `${formatPath(p.path)}: ${p.expected} was expected`);
  }
}
