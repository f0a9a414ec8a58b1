/** Characters that may stand in a host name as they are; others than ASCII may stand there as well. */
const HOST = /^[-\w.~!$&'()*+,;=:%\u0080-\uffff"<>]*$/;

/**
 * Host of a URL, '' where it has none, or undefined for a text that is no URL to the API server and Istio.
 * https://pkg.go.dev/net/url#Parse
 */
export function hostOfUrl(text: string): string | undefined {
  if (/[\u0000-\u001f\u007f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text) || text.startsWith(':')) return undefined;
  const parts = /^(?:[a-zA-Z][-a-zA-Z0-9+.]*:)?(?:\/\/([^/?#]*))?/.exec(text);
  const authority = parts?.[1];
  if (authority === undefined) {
    // A relative path whose first step has a colon would be taken for a scheme.
    return !parts?.[0] && /^[^/?#]*:/.test(text) ? undefined : '';
  }
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  const bracketed = /^\[([0-9a-fA-F:.%\w-]*)\](?::(\d*))?$/.exec(place);
  if (bracketed) return bracketed[1];
  const host = /^([^:]*)(?::(\d*))?$/.exec(place)?.[1];
  return host !== undefined && HOST.test(host) && !/[[\]]/.test(host) ? host : undefined;
}
