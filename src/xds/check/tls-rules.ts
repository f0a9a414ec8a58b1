import { isList, isMessage } from '../dump/field-names.js';
import type { Json, JsonMessage } from '../json.js';
import type { MessageProblem, MessageTest } from './message-rules.js';

const count = (value: Json | undefined) => (isList(value) ? value.length : 0);

/** Secrets that are taken from nowhere have to be in the bootstrap. */
function secretsWithoutSource(common: JsonMessage): MessageProblem[] {
  const out: MessageProblem[] = [];
  const look = (value: Json | undefined, at: readonly (string | number)[]) => {
    if (!isMessage(value) || value['sdsConfig'] !== undefined) return;
    out.push({ code: 'secret-unknown', at, args: { name: String(value['name'] ?? '') } });
  };
  const secrets = common['tlsCertificateSdsSecretConfigs'];
  for (const [i, secret] of (isList(secrets) ? secrets : []).entries()) {
    look(secret, ['commonTlsContext', 'tlsCertificateSdsSecretConfigs', i]);
  }
  look(common['validationContextSdsSecretConfig'], ['commonTlsContext', 'validationContextSdsSecretConfig']);
  const combined = common['combinedValidationContext'];
  if (isMessage(combined)) {
    const field = 'validationContextSdsSecretConfig';
    look(combined[field], ['commonTlsContext', 'combinedValidationContext', field]);
  }
  return out;
}

/** Names are only worth checking in certificates that somebody trusted has signed. */
function namesWithoutTrust(context: JsonMessage): boolean {
  const names = count(context['matchTypedSubjectAltNames']) + count(context['matchSubjectAltNames']);
  return (
    names > 0 &&
    !['trustedCa', 'caCertificateProviderInstance', 'systemRootCerts', 'customValidatorConfig'].some(
      (f) => f in context,
    )
  );
}

const common = (message: JsonMessage): JsonMessage => {
  const value = message['commonTlsContext'];
  return isMessage(value) ? value : {};
};

const upstream: MessageTest = (message) => {
  const tls = common(message);
  const out = secretsWithoutSource(tls);
  const certificates = count(tls['tlsCertificateSdsSecretConfigs']) + count(tls['tlsCertificates']);
  if (certificates > 1)
    out.push({ code: 'too-many-certificates', at: ['commonTlsContext'], args: { count: certificates } });
  const context = tls['validationContext'];
  if (isMessage(context) && namesWithoutTrust(context)) {
    out.push({ code: 'names-without-trust', at: ['commonTlsContext', 'validationContext'] });
  }
  const validates = ['validationContext', 'combinedValidationContext', 'validationContextSdsSecretConfig'].some(
    (f) => f in tls,
  );
  if (message['autoSniSanValidation'] === true && !validates) {
    out.push({ code: 'no-validation', at: ['autoSniSanValidation'] });
  }
  return out;
};

const downstream: MessageTest = (message) => {
  const tls = common(message);
  const out = secretsWithoutSource(tls);
  if (count(tls['tlsCertificateSdsSecretConfigs']) > 0 && count(tls['tlsCertificates']) > 0) {
    out.push({
      code: 'choice-twice',
      at: ['commonTlsContext'],
      args: { choices: 'tlsCertificates, tlsCertificateSdsSecretConfigs' },
    });
  }
  return out;
};

/** Contexts of clients and servers. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/transport_sockets/tls/v3/tls.proto */
export const TLS_RULES: Readonly<Record<string, MessageTest>> = {
  'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext': upstream,
  'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext': downstream,
};
