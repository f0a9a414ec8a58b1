/** Characters of literal parts, without the operators. */
const LITERAL = /^[a-zA-Z0-9\-._~%!$&'()+,;:@]+$/;
const VARIABLE_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,15}$/;
const MOST_VARIABLES = 5;

/**
 * Whether a text is a path template: segments that are literals, `*`, `**` or `{name=segments}`, with nothing that matches more after
 * `**`, and literal text after the last. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/path/match/uri_template/v3/uri_template_match.proto
 */
export function isUriTemplate(text: string): boolean {
  if (!/^\/[!-~]*$/.test(text)) return false;
  const segments = segmentsOf(text.slice(1));
  if (!segments) return false;
  const names = new Set<string>();
  const matchers: string[] = [];
  for (const segment of segments) {
    if (!segment.startsWith('{')) {
      matchers.push(segment);
      continue;
    }
    const [, name = '', , inner] = /^\{([^=]*)(=(.*))?\}$/.exec(segment) ?? [];
    if (!VARIABLE_NAME.test(name) || names.has(name) || names.size >= MOST_VARIABLES) return false;
    names.add(name);
    const parts = inner?.split('/') ?? ['*'];
    if (!parts.every((part) => isOperator(part) || LITERAL.test(part))) return false;
    matchers.push(...parts);
  }
  const operators = matchers.filter(isOperator);
  const endless = operators.indexOf('**');
  return endless < 0 || endless === operators.length - 1;
}

function isOperator(segment: string): boolean {
  return segment === '*' || segment === '**';
}

/** Operators, variables and literals between the slashes; undefined where something else stands. */
function segmentsOf(path: string): string[] | undefined {
  const out: string[] = [];
  let rest = path;
  while (rest !== '') {
    const [segment] = /^(\*\*?|\{[^}]*\}|[^/]+)/.exec(rest) ?? [];
    if (segment === undefined) return undefined;
    const special = isOperator(segment) || /^\{.*\}$/.test(segment);
    if (!special && !LITERAL.test(segment)) return undefined;
    out.push(segment);
    rest = rest.slice(segment.length);
    if (rest === '' || rest === '/') return out;
    if (rest.startsWith('/')) rest = rest.slice(1);
    // Text right behind an operator or a variable ends the template.
    else return LITERAL.test(rest) ? out : undefined;
  }
  return out;
}
