import { asJson } from '../../xds/json.js';
import type { RouteMatch } from '../../xds/types.js';
import type { Mismatch, RegexEngine } from '../types.js';
import { messageField, stringField } from './strings.js';

/** The path without query and fragment. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}

/** The query string with its question mark, empty where there is none. */
export function queryOf(target: string): string {
  const start = target.indexOf('?');
  return start < 0 ? '' : target.slice(start);
}

/**
 * What a path has to match, undefined if it does. All forms look at the path without its query.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto#config-route-v3-routematch
 */
export function pathMismatch(
  match: RouteMatch,
  path: string,
  method: string,
  regex: RegexEngine,
): Mismatch | undefined {
  return matchesPath(match, path, method, regex)
    ? undefined
    : { field: 'path', expected: describePath(match), actual: path };
}

function matchesPath(match: RouteMatch, path: string, method: string, regex: RegexEngine): boolean {
  if (match.prefix !== undefined && match.caseSensitive !== false) return path.startsWith(match.prefix);
  if (match.safeRegex) return regex.matches(match.safeRegex.regex, path);
  const template = templateOf(match);
  if (template !== undefined) return regex.matches(templatePattern(template), path);
  if (isConnect(match)) return method === 'CONNECT';
  const exactCase = match.caseSensitive !== false;
  const fold = (text: string) => (exactCase ? text : text.toLowerCase());
  const folded = fold(path);
  if (match.path !== undefined) return folded === fold(match.path);
  if (match.pathSeparatedPrefix !== undefined) {
    const prefix = fold(match.pathSeparatedPrefix);
    return folded.startsWith(prefix) && (folded.length === prefix.length || folded[prefix.length] === '/');
  }
  return folded.startsWith(fold(match.prefix ?? ''));
}

/** The path criterion for people. */
export function describePath(match: RouteMatch = {}): string {
  const tail = match.caseSensitive === false ? ' (any case)' : '';
  if (match.prefix !== undefined) return `prefix ${match.prefix}${tail}`;
  if (match.safeRegex) return `regex ${match.safeRegex.regex}`;
  const template = templateOf(match);
  if (template !== undefined) return `template ${template}`;
  if (isConnect(match)) return 'method CONNECT';
  if (match.path !== undefined) return `exact ${match.path}${tail}`;
  if (match.pathSeparatedPrefix !== undefined) return `prefix ${match.pathSeparatedPrefix} of whole segments${tail}`;
  return `prefix ${match.prefix ?? ''}${tail}`;
}

function isConnect(match: RouteMatch): boolean {
  return messageField(asJson(match), 'connectMatcher') !== undefined;
}

function templateOf(match: RouteMatch): string | undefined {
  const policy = messageField(asJson(match), 'pathMatchPolicy');
  return stringField(messageField(policy, 'typedConfig'), 'pathTemplate');
}

/**
 * A URI template as a regular expression: `*` is one segment, `**` any number, `{name}` and `{name=pattern}` are variables.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/path/match/uri_template/v3/uri_template_match.proto
 */
export function templatePattern(template: string): string {
  const plain = template.replace(/\{[^{}=]+=([^{}]+)\}/g, '$1').replace(/\{[^{}]+\}/g, '*');
  return plain.replace(/\*\*|\*|[\\^$.|?+()[\]{}]/g, (token) => {
    if (token === '**') return "[a-zA-Z0-9-._~%!$&'()+,;:@=/]*";
    return token === '*' ? "[a-zA-Z0-9-._~%!$&'()+,;:@=]+" : `\\${token}`;
  });
}
