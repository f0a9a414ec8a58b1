/** Flags that istioctl takes before the command as well, all with a value. https://istio.io/latest/docs/reference/commands/istioctl/ */
const GLOBAL = /^(-n|-i|--namespace|--istioNamespace|--istio-namespace|--kubeconfig|--context)(=|$)/;

/**
 * A command line as commander takes it, of one that istioctl takes: `-o=json` is `-o json`, and flags about the cluster that stand
 * before the command go behind it. What follows `--` stays as it is.
 */
export function asCommander(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  const [words, rest] = end < 0 ? [argv, []] : [argv.slice(0, end), argv.slice(end)];
  const spelled = words.flatMap((word) => (/^-[A-Za-z]=/.test(word) ? [word.slice(0, 2), word.slice(3)] : [word]));
  let first = 0;
  while (GLOBAL.test(spelled[first] ?? '')) first += spelled[first]?.includes('=') ? 1 : 2;
  return [...spelled.slice(first), ...spelled.slice(0, first), ...rest];
}
