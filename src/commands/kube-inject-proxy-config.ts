import { InjectionError, type Tree } from '../inject/index.js';
import { isObject } from '../model/decode.js';
import { formatPath } from '../model/resource.js';
import { parseDocument, YamlError } from '../sources/yaml-values.js';

const ANNOTATION = 'proxy.istio.io/config';
const MESSAGE = 'ProxyConfig';

/**
 * Reads the annotation `proxy.istio.io/config`; what that takes is loaded only when the text mentions the annotation.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
export async function proxyConfigParser(hints: string): Promise<(text: string) => Tree> {
  const read = hints.includes(ANNOTATION) ? await loadReader() : (value: Tree) => value;
  const known = new Map<string, Tree>();
  return (text) => {
    const config = known.get(text) ?? parse(text, read);
    known.set(text, config);
    return config;
  };
}

/** What reads a ProxyConfig as istiod does: fields that it doesn't know mean nothing, settings that can't work are refused. */
async function loadReader(): Promise<(value: Tree) => Tree> {
  const [{ loadMessageReader }, { checkProxySettings }] = await Promise.all([
    import('../schema/index.js'),
    import('../analyze/validation/mesh-proxy-settings.js'),
  ]);
  const read = await loadMessageReader(MESSAGE);
  return (written) => {
    const { value, problems } = read(written);
    if (problems.length > 0) throw refused(problems.map((p) => `${formatPath(p.path)}: ${p.text}`));
    const errors = checkProxySettings(value, []).filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw refused(errors.map(({ text }) => text));
    return isObject(value) ? value : {};
  };
}

function parse(text: string, read: (value: Tree) => Tree): Tree {
  const value = readYaml(text) ?? {};
  if (!isObject(value)) throw refused(['an object was expected']);
  return read(value);
}

function readYaml(text: string): unknown {
  try {
    return parseDocument(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw refused([`line ${error.line}: not readable as YAML: ${error.message}`]);
  }
}

const refused = (lines: readonly string[]) => new InjectionError({ code: 'proxy-config', lines });
