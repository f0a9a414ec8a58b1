import { InjectionError, type Tree } from '../inject/index.js';
import { isObject } from '../model/decode.js';
import { formatPath } from '../model/resource.js';
import { loadValidators, type Validator } from '../schema/index.js';
import { parseDocument, YamlError } from '../sources/yaml-values.js';

const ANNOTATION = 'proxy.istio.io/config';
const SCHEMA = { apiVersion: '', kind: 'ProxyConfig' };

/**
 * Reads the annotation `proxy.istio.io/config`; its schema is loaded only when the text mentions the annotation.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
export async function proxyConfigParser(hints: string): Promise<(text: string) => Tree> {
  const validate = hints.includes(ANNOTATION)
    ? (await loadValidators([SCHEMA]))(SCHEMA.apiVersion, SCHEMA.kind)
    : undefined;
  const known = new Map<string, Tree>();
  return (text) => {
    const config = known.get(text) ?? parse(text, validate);
    known.set(text, config);
    return config;
  };
}

function parse(text: string, validate: Validator | undefined): Tree {
  const value = readYaml(text) ?? {};
  if (!isObject(value)) throw refused(['an object was expected']);
  const problems = validate?.(value) ?? [];
  if (problems.length > 0) throw refused(problems.map((p) => `${formatPath(p.path)}: ${p.text}`));
  return value;
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
