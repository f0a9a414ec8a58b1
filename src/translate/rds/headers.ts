import type { HeaderOperations } from '../../model/kinds/virtual-service.js';
import type { Draft } from '../../xds/json.js';
import type { HeaderChanges, HeaderValueOption } from '../../xds/types.js';

type Headers = { readonly request?: HeaderOperations; readonly response?: HeaderOperations } | undefined;

/**
 * Header changes of a rule and then of its destination: first what is set, then what is added, each by name. Host and pseudo
 * headers are no headers here (see `hostRewrite`). https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
 */
export function headerChanges(...levels: readonly Headers[]): HeaderChanges {
  if (levels.every((level) => level === undefined)) return {};
  const changes: Draft<HeaderChanges> = {};
  const requestAdd = levels.flatMap((h) => additions(h?.request));
  const requestRemove = levels.flatMap((h) => removals(h?.request));
  const responseAdd = levels.flatMap((h) => additions(h?.response));
  const responseRemove = levels.flatMap((h) => removals(h?.response));
  if (requestAdd.length > 0) changes.requestHeadersToAdd = requestAdd;
  if (requestRemove.length > 0) changes.requestHeadersToRemove = requestRemove;
  if (responseAdd.length > 0) changes.responseHeadersToAdd = responseAdd;
  if (responseRemove.length > 0) changes.responseHeadersToRemove = responseRemove;
  return changes;
}

function additions(operations: HeaderOperations | undefined): HeaderValueOption[] {
  return [
    ...entries(operations?.set).map(([key, value]) => option(key, value, 'OVERWRITE_IF_EXISTS_OR_ADD')),
    ...entries(operations?.add).map(([key, value]) => option(key, value, undefined)),
  ];
}

function option(key: string, value: string, appendAction: string | undefined): HeaderValueOption {
  return { header: { key, ...(value !== '' && { value }) }, ...(appendAction && { appendAction }) };
}

function entries(map: Readonly<Record<string, string>> | undefined): readonly (readonly [string, string])[] {
  return Object.entries(map ?? {})
    .filter(([key]) => !isReserved(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function removals(operations: HeaderOperations | undefined): readonly string[] {
  return (operations?.remove ?? []).filter((key) => !isReserved(key));
}

function isReserved(key: string): boolean {
  return key.startsWith(':') || key.toLowerCase() === 'host';
}

/** The host that header operations on a request put in place of the one asked for. */
export function hostOf(operations: HeaderOperations | undefined): string | undefined {
  for (const map of [operations?.set, operations?.add]) {
    if (!map) continue;
    for (const [key, value] of Object.entries(map)) {
      if (key.toLowerCase() === 'host' || key.toLowerCase() === ':authority') return value;
    }
  }
  return undefined;
}
