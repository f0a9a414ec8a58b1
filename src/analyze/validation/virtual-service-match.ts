import type { HttpMatch, StringMatch } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import type { RuleFacts } from './facts.js';
import { checkGatewayNames } from './gateway-names.js';
import { checkMatchedName } from './headers.js';
import { checkLabels } from './labels.js';
import { checkPort } from './ports.js';
import { checkMatchRegex, checkStringMatch } from './string-match.js';
import { isDnsLabel } from './syntax.js';
import { error } from './violation.js';

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest */
export function checkHttpMatch(match: HttpMatch, path: Path, facts: RuleFacts): readonly Violation[] {
  const { headers, port = 0, queryParams, sourceNamespace, uri, withoutHeaders } = match;
  return [
    ...(headers ? checkMatchedHeaders(headers, 'headers', path, facts) : []),
    ...(withoutHeaders ? checkMatchedHeaders(withoutHeaders, 'withoutHeaders', path, facts) : []),
    ...checkMatchRegex(uri, 'uri', [...path, 'uri'], facts),
    ...(['scheme', 'method', 'authority'] as const).flatMap((field) =>
      match[field] ? checkStringMatch(match[field], field, [...path, field], facts) : [],
    ),
    ...Object.entries(queryParams ?? {}).flatMap(([name, value]) =>
      checkStringMatch(value, 'queryParams', [...path, 'queryParams', name], facts),
    ),
    ...(port === 0 ? [] : checkPort(port, [...path, 'port'])),
    ...checkLabels(match.sourceLabels, [...path, 'sourceLabels']),
    ...checkGatewayNames(match.gateways, [...path, 'gateways']),
    ...(sourceNamespace && !isDnsLabel(sourceNamespace)
      ? [error([...path, 'sourceNamespace'], `sourceNamespace ${JSON.stringify(sourceNamespace)} is no DNS label`)]
      : []),
  ];
}

type HeaderField = 'headers' | 'withoutHeaders';

function checkMatchedHeaders(
  headers: Readonly<Record<string, StringMatch>>,
  field: HeaderField,
  path: Path,
  facts: RuleFacts,
): readonly Violation[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const place = [...path, field, name];
    // `*` is no expression: there it says that the header is present.
    const isPresence = field === 'withoutHeaders' && value.regex === '*';
    return [...checkMatchedName(name, place), ...(isPresence ? [] : checkStringMatch(value, field, place, facts))];
  });
}
