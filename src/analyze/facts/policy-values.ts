/**
 * Whether a value of an AuthorizationPolicy takes everything that another one takes. A star alone takes anything there is, at the
 * end it makes a prefix and at the beginning a suffix.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
export function textCovers(outer: string, inner: string): boolean {
  if (outer === '*' || outer === inner) return true;
  // Templates of paths are compared as they are written.
  if (outer.includes('{') || inner.includes('{') || inner === '*') return false;
  if (outer.endsWith('*')) return !inner.startsWith('*') && inner.startsWith(outer.slice(0, -1));
  if (outer.startsWith('*')) return !inner.endsWith('*') && inner.endsWith(outer.slice(1));
  return false;
}
