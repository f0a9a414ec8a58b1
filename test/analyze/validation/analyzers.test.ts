import { describe, expect, it } from 'vitest';
import { validationAnalyzers } from '../../../src/analyze/analyzers/validation/index.js';
import { createContext } from '../../../src/analyze/context.js';
import { runAnalysis } from '../../../src/analyze/engine.js';
import { loadRuleFacts } from '../../../src/analyze/validation/index.js';
import { decodeMeshConfig } from '../../../src/mesh/mesh-config.js';
import { noRegexTest } from '../../../src/model/regex.js';
import type { Resource } from '../../../src/model/resource.js';
import { buildStore } from '../../../src/model/store.js';
import { loadValidators } from '../../../src/schema/index.js';
import { loadTexts } from '../../../src/sources/load.js';
import { lineOf } from '../harness.js';

async function find(text: string, rawConfig?: unknown): Promise<string[]> {
  const { resources } = loadTexts([{ name: 'a.yaml', text }], { keepRaw: true });
  const [first] = resources;
  const configResource: Resource | undefined =
    rawConfig && first ? { ...first, apiVersion: '', kind: 'MeshConfig' } : undefined;
  const context = createContext({
    store: buildStore(resources),
    complete: false,
    istioNamespace: 'istio-system',
    mesh: { config: decodeMeshConfig(rawConfig).config, parseYaml: () => undefined, regexTest: noRegexTest },
    validatorOf: await loadValidators(configResource ? [...resources, configResource] : resources),
    ruleFacts: await loadRuleFacts(resources, { annotations: false }),
    ...(configResource && { rawConfig, configResource }),
  });
  return runAnalysis(context, { analyzers: validationAnalyzers }).map(lineOf);
}

const document = (kind: string, spec: string, apiVersion = 'networking.istio.io/v1') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: app}\nspec: ${spec}\n---\n`;

describe('validation analyzers', () => {
  it.each([
    ['a broken rule', document('Gateway', '{}'), ['IST0106 Gateway app/x spec']],
    [
      'a warning',
      document('ProxyConfig', '{selector: {}}', 'networking.istio.io/v1beta1'),
      ['IST0133 ProxyConfig app/x spec.selector'],
    ],
    ['an unknown field', document('DestinationRule', '{host: a, hots: b}'), ['MW0101 DestinationRule app/x spec.hots']],
    [
      'what only the schema says',
      document('WasmPlugin', `{url: "oci://a/b", priority: 3000000000}`, 'extensions.istio.io/v1alpha1'),
      ['MW0105 WasmPlugin app/x spec.priority'],
    ],
    [
      'one mistake that schema and rule see, once',
      document('PeerAuthentication', '{portLevelMtls: {80: {}}}', 'security.istio.io/v1'),
      ['IST0106 PeerAuthentication app/x spec.portLevelMtls'],
    ],
    [
      'annotations, which only the webhook judges',
      document('Sidecar', '{egress: [{hosts: ["*/*"]}]}').replace(
        'namespace: app',
        'namespace: app, annotations: {istio.io/dry-run: x}',
      ),
      [],
    ],
    [
      'a Gateway of the Gateway API',
      document('Gateway', '{gatewayClassName: istio}', 'gateway.networking.k8s.io/v1'),
      [],
    ],
  ])('%s', async (_what, text, expected) => {
    expect(await find(text)).toEqual(expected);
  });

  it('the MeshConfig, whose fields may be spelled in snake_case', async () => {
    const config = {
      connectTimeout: '2h',
      access_log_file: '',
      enableAutoMTLS: true,
      defaultConfig: { concurency: 1 },
    };
    expect(await find(document('DestinationRule', '{host: a}'), config)).toEqual([
      'IST0106 MeshConfig app/x connectTimeout',
      'MW0101 MeshConfig app/x enableAutoMTLS',
      'MW0101 MeshConfig app/x defaultConfig.concurency',
    ]);
  });

  it('report equal texts about a resource once, as istioctl does', async () => {
    const text = document(
      'PeerAuthentication',
      '{selector: {matchLabels: {a: b}}, portLevelMtls: {0: {}, 70000: {}}}',
      'security.istio.io/v1',
    );
    expect(await find(text)).toEqual(['IST0106 PeerAuthentication app/x spec.portLevelMtls["0"]']);
  });
});
