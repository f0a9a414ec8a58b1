/** Major and minor version that a tag of images begins with. */
export function minorOf(tag: string): { readonly major: number; readonly minor: number } | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:[.-]|$)/.exec(tag) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/**
 * What speaks against going from one version to another: Istio supports steps of one minor version in place, and none back.
 * Tags that name no version are not judged.
 * https://istio.io/latest/docs/setup/upgrade/in-place/
 */
export function checkUpgradePath(from: string, to: string): string | undefined {
  const [old, next] = [minorOf(from), minorOf(to)];
  if (!old || !next) return undefined;
  if (next.major < old.major || (next.major === old.major && next.minor < old.minor)) {
    return `${to} is older than the installed ${from}: that would be a downgrade`;
  }
  if (next.major > old.major || next.minor > old.minor + 1) {
    return `from ${from} to ${to} is more than one minor version at once`;
  }
  return patchOf(from) > patchOf(to) && next.minor === old.minor
    ? `${to} is older than the installed ${from}: that would be a downgrade`
    : undefined;
}

function patchOf(tag: string): number {
  return Number(/^v?\d+\.\d+\.(\d+)/.exec(tag)?.[1] ?? 0);
}
