/** Something in a snapshot that Envoy would refuse, or that leads nowhere. */
export interface Finding {
  readonly code: string;
  /** `refused`: Envoy rejects the resource and keeps what it had. `dangling`: it loads, and what it refers to isn't there. */
  readonly effect: 'refused' | 'dangling';
  readonly resource: { readonly type: 'listener' | 'route' | 'cluster' | 'endpoint'; readonly name: string };
  /** Where in the resource, e.g. ['filterChains', 1]. */
  readonly path: readonly (string | number)[];
  /** What the sentence of the code is filled with. */
  readonly args: Readonly<Record<string, string | number>>;
  /** The xDS objects around the place, outermost first, for asking who made them. */
  readonly objects: readonly object[];
}

type Template = (args: Finding['args']) => string;

/** Sentences of the findings. */
export const FINDING_MESSAGES: Readonly<Record<string, Template>> = {
  'wrong-type': ({ wanted, found }) => `there is ${found}, where ${wanted} is needed`,
  'filter-chains-overlap': ({ first, second, match }) =>
    `filter chains ${first} and ${second} match the same connections (${match}); Envoy takes no two chains with one match`,
  'partial-wildcard': ({ name }) =>
    `server name ${name} is a partial wildcard; only *. in front of a domain is allowed`,
  'no-filter-chains': () => 'the listener has no filter chain',
  'terminal-filter-missing': ({ filter }) => `${filter} is the last filter, and it forwards nothing`,
  'terminal-filter-not-last': ({ filter }) => `${filter} has to be the last filter, and others stand behind it`,
  'no-server-certificate': () => 'the TLS context of the server has no certificate',
  'duplicate-name': ({ name }) => `the name ${name} is given twice`,
  'original-dst-policy': ({ policy }) =>
    `load balancing policy ${policy} on a cluster of type ORIGINAL_DST, where only CLUSTER_PROVIDED is allowed`,
  'cluster-provided-policy': ({ type }) => `load balancing policy CLUSTER_PROVIDED is not for clusters of type ${type}`,
  'table-size-not-prime': ({ size }) => `the Maglev table size ${size} is no prime number`,
  'logical-dns-endpoints': ({ count }) => `a cluster of type LOGICAL_DNS has exactly one endpoint, not ${count}`,
  'not-an-ip': ({ address, type }) => `${address} is no IP address, which endpoints of a ${type} cluster need`,
  'duration-not-positive': ({ field, value }) => `${field} has to be longer than ${value}`,
  'duplicate-domain': ({ domain, host }) => `the domain ${domain} is in virtual host ${host} already`,
  'empty-matcher': ({ field }) => `${field} says nothing to match`,
  'choice-missing': ({ choices }) => `one of ${choices} has to be there`,
  'field-missing': () => 'the field has to be there',
  'field-empty': () => 'the field has to hold something',
  'line-break': () => 'there is a line break or a NUL character in it',
  'out-of-range': ({ value, least, most }) => `${value} is not between ${least} and ${most}`,
  'too-few': ({ count, least }) => `${count} items, where ${least} are the least`,
  'too-many': ({ count, most }) => `${count} items, where ${most} are the most`,
  'duration-negative': ({ value }) => `the duration ${value} is below 0`,
  'duration-out-of-range': ({ value }) => `the duration ${value} is out of bounds`,
  'not-for-headers': ({ value }) => `${value} has characters that headers don't`,
  'text-too-short': ({ length, least }) => `the text has ${length} bytes, and ${least} are the least`,
  'text-too-long': ({ length, most }) => `the text has ${length} bytes, and ${most} are the most`,
  'text-malformed': ({ value, pattern }) => `${value} doesn't follow the pattern ${pattern}`,
  'no-such-value': ({ value }) => `the value ${value} is not for this field`,
  'not-true': () => 'the choice is made by true, not by false',
  'items-repeated': () => 'the same item is there twice',
  'format-malformed': ({ format, position }) =>
    `the % at position ${position} of ${format} begins no command; %% is a percent sign`,
  'format-command': ({ command }) => `${command} is no command of format strings, or has wrong arguments`,
  'attribute-kind': () => 'the value is neither a text nor a list or map of texts',
  'regex-malformed': ({ regex, reason }) => `${regex} is no regular expression of RE2: ${reason}`,
  'expression-malformed': ({ expression, reason }) => `Envoy doesn't take the expression ${expression}: ${reason}`,
  'script-malformed': ({ reason }) => `the Lua script can't be loaded: ${reason}`,
  'malformed-ip': ({ address }) => `${address} is no IP address`,
  'choice-twice': ({ choices }) => `only one of ${choices} may be there`,
  'backoff-bounds': ({ base, most }) => `the longest back-off, ${most}, is shorter than the first, ${base}s`,
  'ejection-bounds': ({ base, most }) => `the longest ejection, ${most}, is shorter than the first, ${base}s`,
  'not-implemented': () => 'Envoy knows the field and does not implement it',
  'bad-range': ({ start, end }) => `${start} to ${end} (without the latter) is no range of ports`,
  'uri-template-malformed': ({ template }) => `${template} is no path template`,
  'provider-unknown': ({ name }) => `there is no provider ${name}`,
  'requirement-unknown': ({ name }) => `there is no requirement ${name}`,
  'bad-key-set': ({ reason }) => `Envoy can't read the JSON Web Key Set: ${reason}`,
  'secret-unknown': ({ name }) => `the secret ${name} has no source`,
  'too-many-certificates': ({ count }) => `a client has one certificate at most, not ${count}`,
  'names-without-trust': () => 'names of certificates are checked, and no authority is trusted',
  'no-validation': () => 'certificates are not validated at all',
  'configuration-missing': () => 'the extension has no typed configuration, by which Envoy would find it',
  'wrong-place': ({ type }) => `${type} is not for this place`,
  'not-for-routes': ({ type }) => `${type} is no configuration for single routes`,
  'not-for-upgrade': ({ type }) => `connectConfig is for CONNECT, not for ${type}`,
  'only-with': ({ field }) => `the field is only for use with ${field}`,
  'collector-unknown': ({ cluster }) => `there is no cluster ${cluster} to send traces to`,
  'body-too-large': ({ size, most }) => `the body has ${size} bytes, and ${most} are the most`,
  'too-much-weight': ({ sum, most }) => `the weights add up to ${sum}, and ${most} is the most`,
  'cluster-required': ({ cluster }) =>
    `there is no cluster ${cluster}, and the routes are loaded only with their clusters`,
  'own-policy': ({ policy, type }) =>
    `load balancing policy ${policy} on a cluster of type ${type}, which brings its own`,
  'forward-proxy-names': () => 'a dynamic forward proxy has to have both autoSni and autoSanValidation',
  'name-cache-differs': ({ name }) => `the cache ${name} of names is configured in another way elsewhere`,
  'header-not-changeable': ({ header }) => `routes can't change the header ${header}`,
  'no-slash': ({ path }) => `the path ${path} doesn't begin with /`,
  'duplicate-address': ({ address, listener }) => `listener ${listener} has the address ${address} already`,
  'ring-bounds': ({ least, most }) => `the smallest ring, ${least}, is larger than the largest, ${most}`,
  'original-dst-endpoints': () => 'a cluster of type ORIGINAL_DST has no endpoints of its own',
  'no-weight': () => 'the weights of the clusters add up to nothing',
  'two-rewrites': () => 'a route rewrites the path in one way only: prefixRewrite or regexRewrite',
  'cluster-unknown': ({ cluster }) => `there is no cluster ${cluster}`,
  'routes-unknown': ({ name }) => `there is no route configuration ${name}`,
};

/** The sentence of a finding. */
export function describeFinding(finding: Finding): string {
  const template = FINDING_MESSAGES[finding.code];
  return template ? template(finding.args) : finding.code;
}
