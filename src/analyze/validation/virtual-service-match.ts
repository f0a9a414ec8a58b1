import type { HttpMatch, StringMatch } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import type { RuleFacts } from './facts.js';
import { checkMatchGateways } from './gateway-names.js';
import { checkMatchedName } from './headers.js';
import { checkLabels } from './labels.js';
import { checkPort } from './ports.js';
import { checkMatchRegex, checkStringMatch } from './string-match.js';
import { isDnsLabel } from './syntax.js';
import { error } from './violation.js';

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest */
export function checkHttpMatch(match: HttpMatch, path: Path, facts: RuleFacts): readonly Violation[] {
  const { gateways, headers, port = 0, queryParams, sourceLabels, sourceNamespace, uri, withoutHeaders } = match;
  const found: Violation[] = [];
  if (headers) found.push(...checkMatchedHeaders(headers, 'headers', path, facts));
  if (withoutHeaders) found.push(...checkMatchedHeaders(withoutHeaders, 'withoutHeaders', path, facts));
  if (uri?.regex !== undefined) found.push(...checkMatchRegex(uri, 'uri', [...path, 'uri'], facts));
  TEXTS.forEach((field) => {
    if (match[field]) found.push(...checkStringMatch(match[field], field, [...path, field], facts));
  });
  if (queryParams) {
    Object.keys(queryParams).forEach((name) => {
      found.push(...checkStringMatch(queryParams[name], 'queryParams', [...path, 'queryParams', name], facts));
    });
  }
  if (port !== 0) found.push(...checkPort(port, [...path, 'port']));
  if (sourceLabels) found.push(...checkLabels(sourceLabels, [...path, 'sourceLabels']));
  if (gateways) found.push(...checkMatchGateways(gateways, [...path, 'gateways']));
  if (sourceNamespace && !isDnsLabel(sourceNamespace)) {
    const text = `sourceNamespace ${JSON.stringify(sourceNamespace)} is no DNS label`;
    found.push(error([...path, 'sourceNamespace'], text));
  }
  return found;
}

const TEXTS = ['scheme', 'method', 'authority'] as const;

type HeaderField = 'headers' | 'withoutHeaders';

function checkMatchedHeaders(
  headers: Readonly<Record<string, StringMatch>>,
  field: HeaderField,
  path: Path,
  facts: RuleFacts,
): readonly Violation[] {
  const found: Violation[] = [];
  Object.keys(headers).forEach((name) => {
    const value = headers[name];
    const place = [...path, field, name];
    found.push(...checkMatchedName(name, place));
    // `*` is no expression: there it says that the header is present.
    const isPresence = field === 'withoutHeaders' && value?.regex === '*';
    if (!isPresence) found.push(...checkStringMatch(value, field, place, facts));
  });
  return found;
}
