import { describe, expect, it } from 'vitest';
import { formatSecrets } from '../../src/print/proxy-config/secrets.js';

const NOW = Date.parse('2040-01-01T00:00:00Z');
const table = (secret: object, more = {}, now = NOW) =>
  formatSecrets({ dynamicActiveSecrets: [{ name: 's', secret: { ...secret }, ...more }] }, now)
    .split('\n')[1]
    ?.trimEnd()
    .split(/ {2,}/);
const pem = (der: string) =>
  Buffer.from(`-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`).toString('base64');

describe('a certificate', () => {
  it.each([
    [
      'an authority whose key may not sign certificates',
      'CA',
      'MIIBSDCB7qADAgECAgFNMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTIxMTYwMTU3WhgPMjEyNjEwMjgxNjAxNTdaMAwxCjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASEX8MXYa360qr5gjRFfTA/dfJwOqz6YnAymv4noehS7SiMRxRbX6rvy9qnRKmGjXObHcHbAhdXZRm8xA/MNM/Soz8wPTAPBgNVHRMBAf8EBTADAQH/MAsGA1UdDwQEAwIHgDAdBgNVHQ4EFgQUoQQX93Pv7JRZaS2nzcY1DfsYOO4wCgYIKoZIzj0EAwIDSQAwRgIhAOHcg7LWgu40ImCAnb/cBtcX5Ilrf8vz3Ch9fqZ7yVivAiEAw4EykHs6ophTqpvl1DltfYeENGa07HNkpwXJeor4nRE=',
    ],
    [
      'an authority with a path length',
      'CA',
      'MIIBOjCB4aADAgECAgFNMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTIxMTYwMTU3WhgPMjEyNjEwMjgxNjAxNTdaMAwxCjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASEX8MXYa360qr5gjRFfTA/dfJwOqz6YnAymv4noehS7SiMRxRbX6rvy9qnRKmGjXObHcHbAhdXZRm8xA/MNM/SozIwMDAPBgNVHRMECDAGAQH/AgEBMB0GA1UdDgQWBBShBBf3c+/slFlpLafNxjUN+xg47jAKBggqhkjOPQQDAgNIADBFAiBhKrfZ1Gw9bzAjB5gKXAp17FGcKky8jYcY8YNd4TSGugIhANtwRMA34FHlpyp/qK7KOthZSnSxEStdx8HNsUAVPRnB',
    ],
    [
      'none',
      'Cert Chain',
      'MIIBNDCB26ADAgECAgFNMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwIBcNMjYxMTIxMTYwMTU3WhgPMjEyNjEwMjgxNjAxNTdaMAwxCjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASEX8MXYa360qr5gjRFfTA/dfJwOqz6YnAymv4noehS7SiMRxRbX6rvy9qnRKmGjXObHcHbAhdXZRm8xA/MNM/SoywwKjAJBgNVHRMEAjAAMB0GA1UdDgQWBBShBBf3c+/slFlpLafNxjUN+xg47jAKBggqhkjOPQQDAgNIADBFAiEAnQtnQP9grJoAUdzGXxaNDKNy2gIrccMOxw1t8Vi/8RwCID5HFws93PbMv3exgx4q0ve3xZfbPh/HS7jKZSD9Oahi',
    ],
    [
      'what says nothing',
      'Cert Chain',
      'MIIBATCBqAIBTTAKBggqhkjOPQQDAjAMMQowCAYDVQQDDAFhMCAXDTI2MTEyMTE2MDE1N1oYDzIxMjYxMDI4MTYwMTU3WjAMMQowCAYDVQQDDAFhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhF/DF2Gt+tKq+YI0RX0wP3XycDqs+mJwMpr+J6HoUu0ojEcUW1+q78vap0Spho1zmx3B2wIXV2UZvMQPzDTP0jAKBggqhkjOPQQDAgNIADBFAiEAnWfNvqxXISCGL3Ag/71SPxpRCB9MMyqO+3G50cshDIACIEn/Z7trLT+C6MCAz8uLA4Pdcv+3P2XtNDKxXMOWK53K',
    ],
  ])('is of an authority by its basic constraints: %s', (_, type, der) => {
    const row = table({ validationContext: { trustedCa: { inlineBytes: pem(der) } } });
    expect(row?.slice(0, 5)).toEqual(['s', type, 'ACTIVE', 'true', '0000000000000000000000000000004d']);
  });
});

it('that was never fetched says so', () => {
  expect(table({}, { versionInfo: 'uninitialized' })).toEqual(['s', 'UNINITIALIZED', 'false']);
});
