import { celProblem } from './cel-syntax.js';
import type { FieldProblem } from './field-rules.js';

/*
 * Format strings: text with commands between percent signs, as access logs and headers have them.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/observability/access_log/usage#command-operators
 */

/** What stands between the parentheses, if it is wrong. */
type Argument = (text: string) => boolean;

/** How a command is written: `argument` tells wrong ones, none is needed where `optional`, and some are cut by `:length`. */
interface Command {
  readonly optional?: boolean;
  readonly isWrong?: Argument;
  readonly length?: boolean;
}

const HEADER_NAME = /^:?[0-9a-zA-Z!#$%&'*+\-.^_|~`]*$/;

/** A header, or one and another to take where it isn't there. */
const headers: Argument = (text) => text.split('?').length > 2 || !text.split('?').every((n) => HEADER_NAME.test(n));
const first = (text: string) => text.split(':')[0] ?? '';
const filterState: Argument = (text) => {
  const [key, kind = 'TYPED', field] = text.split(':');
  return key === '' || !['PLAIN', 'TYPED', 'FIELD'].includes(kind) || (kind === 'FIELD' && !field);
};
const METADATA = ['DYNAMIC', 'CLUSTER', 'ROUTE', 'UPSTREAM_HOST', 'LISTENER', 'LISTENER_FILTER_CHAIN', 'VIRTUAL_HOST'];
const PRECISIONS = ['ms', 'us', 'ns'];
const commonDuration: Argument = (text) => {
  const parts = text.split(':');
  return parts.length < 2 || parts.length > 3 || (parts.length === 3 && !PRECISIONS.includes(parts[2] ?? ''));
};

const group = (names: string, command: Command) => names.split(' ').map((name) => [name, command] as const);

/** Commands with arguments; all that are known and not here have none. */
const WITH_ARGUMENTS: ReadonlyMap<string, Command> = new Map([
  ...group('REQ REQUEST_HEADER RESP RESPONSE_HEADER TRAILER RESPONSE_TRAILER', { isWrong: headers, length: true }),
  ...group('DYNAMIC_METADATA ENVIRONMENT QUERY_PARAM COALESCE', { length: true }),
  ...group('CEL TYPED_CEL', { isWrong: (text) => celProblem(text) !== undefined, length: true }),
  ...group('CLUSTER_METADATA UPSTREAM_METADATA', {}),
  ...group('FILTER_STATE UPSTREAM_FILTER_STATE', { isWrong: filterState, length: true }),
  ...group('METADATA', { isWrong: (text) => !METADATA.includes(first(text)), length: true }),
  ...group('COMMON_DURATION', { isWrong: commonDuration }),
  ...group('PATH', { optional: true, isWrong: (text) => !['', 'WQ', 'NQ'].includes(first(text)), length: true }),
  ...group('QUERY_PARAMS', {
    optional: true,
    isWrong: (text) => !['', 'ORIG', 'DECODED'].includes(first(text)),
    length: true,
  }),
  ...group(
    'START_TIME START_TIME_LOCAL EMIT_TIME EMIT_TIME_LOCAL RESPONSE_CODE_DETAILS DOWNSTREAM_PEER_CERT_V_START ' +
      'DOWNSTREAM_PEER_CERT_V_END UPSTREAM_PEER_CERT_V_START UPSTREAM_PEER_CERT_V_END ' +
      'DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT ' +
      'DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT ' +
      'UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT',
    { optional: true },
  ),
]);

const PEER = 'CERT DNS_SAN EMAIL_SAN IP_SAN OTHERNAME_SAN URI_SAN ISSUER SUBJECT SERIAL';
const SIDES: Readonly<Record<string, string>> = {
  DOWNSTREAM:
    'DECOMPRESSED_HEADER_BYTES_RECEIVED DECOMPRESSED_HEADER_BYTES_SENT DETECTED_CLOSE_TYPE DIRECT_LOCAL_ADDRESS ' +
    'DIRECT_LOCAL_ADDRESS_ENDPOINT_ID DIRECT_LOCAL_PORT DIRECT_REMOTE_ADDRESS DIRECT_REMOTE_PORT HANDSHAKE_DURATION ' +
    'HEADER_BYTES_RECEIVED HEADER_BYTES_SENT LOCAL_ADDRESS LOCAL_ADDRESS_ENDPOINT_ID LOCAL_CLOSE_REASON LOCAL_DNS_SAN ' +
    'LOCAL_EMAIL_SAN LOCAL_IP_SAN LOCAL_OTHERNAME_SAN LOCAL_PORT LOCAL_SUBJECT LOCAL_URI_SAN ' +
    'PEER_CHAIN_FINGERPRINTS_1 PEER_CHAIN_FINGERPRINTS_256 PEER_CHAIN_SERIALS PEER_FINGERPRINT_1 ' +
    'PEER_FINGERPRINT_256 PEER_ISSUER_FINGERPRINT_256 PEER_ISSUER_SERIAL REMOTE_ADDRESS REMOTE_PORT TLS_CIPHER ' +
    'TLS_SESSION_ID TLS_VERSION TRANSPORT_FAILURE_REASON WIRE_BYTES_RECEIVED WIRE_BYTES_SENT',
  UPSTREAM:
    'CLUSTER CLUSTER_RAW CONNECTION_ID CONNECTION_IDS_ATTEMPTED CONNECTION_POOL_READY_DURATION ' +
    'DECOMPRESSED_HEADER_BYTES_RECEIVED DECOMPRESSED_HEADER_BYTES_SENT DETECTED_CLOSE_TYPE HEADER_BYTES_RECEIVED ' +
    'HEADER_BYTES_SENT HOST HOSTS_ATTEMPTED HOSTS_ATTEMPTED_WITHOUT_PORT HOST_NAME HOST_NAMES_ATTEMPTED ' +
    'HOST_NAMES_ATTEMPTED_WITHOUT_PORT HOST_NAME_WITHOUT_PORT LOCAL_ADDRESS LOCAL_CLOSE_REASON LOCAL_DNS_SAN ' +
    'LOCAL_IP_SAN LOCAL_PORT LOCAL_URI_SAN PROTOCOL REMOTE_ADDRESS REMOTE_ADDRESS_ENDPOINT_ID REMOTE_PORT ' +
    'REQUEST_ATTEMPT_COUNT TLS_CIPHER TLS_SESSION_ID TLS_VERSION TRANSPORT_FAILURE_REASON WIRE_BYTES_RECEIVED ' +
    'WIRE_BYTES_SENT',
};

const PLAIN: ReadonlySet<string> = new Set([
  ...(
    'ACCESS_LOG_TYPE BYTES_RECEIVED BYTES_RETRANSMITTED BYTES_SENT CONNECTION_ID CONNECTION_TERMINATION_DETAILS ' +
    'PACKETS_RETRANSMITTED ROUNDTRIP_DURATION CUSTOM_FLAGS DURATION FILTER_CHAIN_NAME GRPC_STATUS GRPC_STATUS_NUMBER HOSTNAME LOCAL_REPLY_BODY PROTOCOL ' +
    'REQUESTED_SERVER_NAME REQUEST_DURATION REQUEST_HEADERS_BYTES REQUEST_TX_DURATION RESPONSE_CODE ' +
    'RESPONSE_DURATION RESPONSE_FLAGS RESPONSE_FLAGS_LONG RESPONSE_HEADERS_BYTES RESPONSE_TRAILERS_BYTES ' +
    'RESPONSE_TX_DURATION ROUTE_NAME SPAN_ID STREAM_ID TLS_JA3_FINGERPRINT TLS_JA4_FINGERPRINT TRACE_ID UNIQUE_ID ' +
    'VIRTUAL_CLUSTER_NAME'
  ).split(' '),
  ...Object.entries(SIDES).flatMap(([side, names]) => [
    ...names.split(' ').map((name) => `${side}_${name}`),
    ...PEER.split(' ').map((name) => `${side}_PEER_${name}`),
  ]),
]);

/** Commands that extensions bring, by a word of the extension's type. */
const EXTENSIONS: readonly (readonly [string, Command & { readonly name: string }])[] = [
  ['.req_without_query.', { name: 'REQ_WITHOUT_QUERY', isWrong: headers, length: true }],
];

const COMMAND = /%(?:%|([A-Z0-9_]+)(?:\(([^\r\n]*?)\))?(?::(\d+))?%)/y;
const known = new Map<string, FieldProblem | undefined>();

/**
 * What is wrong with a format string.
 * @param extensions types of the formatters that are configured beside it
 */
export function formatProblem(text: string, extensions: readonly string[] = []): FieldProblem | undefined {
  if (!text.includes('%')) return undefined;
  const key = extensions.length > 0 ? `${text}\0${extensions.join()}` : text;
  if (known.has(key)) return known.get(key);
  const problem = findProblem(text, extensions);
  if (known.size < 10_000) known.set(key, problem);
  return problem;
}

function findProblem(text: string, extensions: readonly string[]): FieldProblem | undefined {
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', COMMAND.lastIndex)) {
    COMMAND.lastIndex = at;
    const match = COMMAND.exec(text);
    if (!match) return { code: 'format-malformed', args: { format: text, position: at } };
    const [whole, name, argument, length] = match;
    if (name !== undefined && !isFine(name, argument, length, extensions)) {
      return { code: 'format-command', args: { command: whole } };
    }
  }
  return undefined;
}

function isFine(
  name: string,
  argument: string | undefined,
  length: string | undefined,
  extensions: readonly string[],
): boolean {
  if (PLAIN.has(name)) return !argument && length === undefined;
  const command = WITH_ARGUMENTS.get(name) ?? fromExtension(name, extensions);
  if (!command) return false;
  if (length !== undefined && !command.length) return false;
  if (!argument) return command.optional === true;
  return !command.isWrong?.(argument);
}

/** Extensions that are not in the table may bring any command. */
function fromExtension(name: string, extensions: readonly string[]): Command | undefined {
  for (const type of extensions) {
    const known = EXTENSIONS.find(([word]) => type.includes(word));
    if (!known) return { optional: true, length: true };
    if (known[1].name === name) return known[1];
  }
  return undefined;
}
