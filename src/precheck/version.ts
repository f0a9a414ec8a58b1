import type { Row } from './types.js';

/** The release that an installation has if nothing else is said. */
export const ISTIO_VERSION = '1.30.3';

/**
 * The oldest Kubernetes (minor of 1.x) of each minor of Istio 1.x, newest first; where an installation guide asks for less than the
 * table of supported versions, the guide counts. https://istio.io/latest/docs/releases/supported-releases/
 */
const OLDEST_KUBERNETES: readonly (readonly [istio: number, kubernetes: number])[] = [
  [30, 32],
  [29, 31],
  [28, 30],
  [27, 29],
  [26, 27],
  [21, 26],
  [20, 25],
  [18, 24],
  [17, 23],
  [15, 22],
];

/** Minor of the oldest Kubernetes that a minor of Istio runs on; that of the nearest older release for one that isn't listed. */
export function oldestKubernetes(istioMinor: number): number | undefined {
  return OLDEST_KUBERNETES.find(([istio]) => istio <= istioMinor)?.[1];
}

/** Minor of the newest Istio that runs on a Kubernetes of this minor. */
export function newestIstio(kubernetesMinor: number): number | undefined {
  return OLDEST_KUBERNETES.find(([, kubernetes]) => kubernetes <= kubernetesMinor)?.[0];
}

/** Major and minor of `v1.34.2`, `1.27+`, `1.30.3-distroless`; undefined for other text. */
export function parseMinor(version: string): { readonly major: number; readonly minor: number } | undefined {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})(?![\d])/.exec(version.trim()) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/**
 * Whether the API server is new enough. `gitVersion` is what it calls its version, undefined where the user may not ask.
 * https://kubernetes.io/docs/reference/using-api/deprecation-policy/
 */
export function checkVersion(gitVersion: string | undefined, istioVersion: string): Row {
  const row = { section: 'Kubernetes API', check: 'kubernetes-version' } as const;
  // A tag such as `latest` says nothing: then it is the release that everything here is made for.
  const istio = parseMinor(istioVersion) ?? parseMinor(ISTIO_VERSION);
  const needed = istio && istio.major === 1 ? oldestKubernetes(istio.minor) : undefined;
  const wanted = istio ? `Istio ${istio.major}.${istio.minor}` : `Istio ${istioVersion}`;
  if (gitVersion === undefined) {
    return { ...row, status: 'skipped', message: 'the API server does not tell its version to this user' };
  }
  const server = parseMinor(gitVersion);
  if (!server || needed === undefined) {
    const message = `the API server calls its version ${gitVersion}: whether ${wanted} runs on it can't be told`;
    return { ...row, status: 'warning', message };
  }
  if (server.major > 1 || server.minor >= needed) {
    return { ...row, status: 'ok', message: `version ${gitVersion}: ${wanted} needs 1.${needed} or newer` };
  }
  const newest = newestIstio(server.minor);
  return {
    ...row,
    status: 'failed',
    code: 'IST0142',
    message: `version ${gitVersion} is too old: ${wanted} needs Kubernetes 1.${needed} or newer`,
    hint:
      newest === undefined
        ? 'upgrade Kubernetes first'
        : `upgrade Kubernetes first; it is new enough for Istio 1.${newest} (install --force goes on all the same)`,
  };
}
