import { textOf } from '../../model/text.js';
import type { JsonMessage } from '../../xds/json.js';
import { formatTable } from '../table.js';
import { messageField, textField } from './any.js';

/** The versions that a bootstrap names: of Istio, of its build of the proxy, and of Envoy. */
export function formatBootstrap(dump: JsonMessage): string {
  const node = messageField(messageField(dump, 'bootstrap'), 'node');
  const metadata = messageField(node, 'metadata');
  const build = textField(metadata, 'ISTIO_PROXY_SHA');
  const rows = [
    ['Istio Version:', textField(metadata, 'ISTIO_VERSION')],
    ['Istio Proxy Version:', build.split(':')[1] ?? build],
    ['Envoy Version:', envoyVersion(messageField(node, 'userAgentBuildVersion'))],
  ];
  return formatTable(
    rows.filter(([, value]) => value),
    { padding: 1 },
  );
}

/** `1.38.3-label/Modified/RELEASE/BoringSSL`: number, then what the build says of itself. */
function envoyVersion(build: JsonMessage | undefined): string {
  const version = messageField(build, 'version');
  const numbers = ['majorNumber', 'minorNumber', 'patch'].map((field) => textOf(version?.[field] ?? 0)).join('.');
  const metadata = messageField(build, 'metadata');
  const label = textField(metadata, 'build.label');
  const parts = ['revision.status', 'build.type', 'ssl.version'].map((key) => textField(metadata, key)).filter(Boolean);
  return [label ? `${numbers}-${label}` : numbers, ...parts].join('/');
}
