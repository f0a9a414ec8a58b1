import { isList, isMessage } from '../dump/field-names.js';
import type { Json, JsonMessage } from '../json.js';
import { formatProblem } from './formats.js';
import type { MessageProblem, MessageTest } from './message-rules.js';

/** Format strings in these fields, or in all that is in them. */
function formats(...fields: readonly string[]): MessageTest {
  return (message) => {
    const extensions = formatters(message['formatters']);
    const out: MessageProblem[] = [];
    for (const field of fields) look(message[field], [field], extensions, out);
    return out;
  };
}

function look(
  value: Json | undefined,
  at: readonly (string | number)[],
  extensions: readonly string[],
  out: MessageProblem[],
): void {
  if (typeof value === 'string') {
    const problem = formatProblem(value, extensions);
    if (problem) out.push({ ...problem, at });
  } else if (isList(value)) {
    for (const [i, item] of value.entries()) look(item, [...at, i], extensions, out);
  } else if (isMessage(value)) {
    for (const key of Object.keys(value)) look(value[key], [...at, key], extensions, out);
  }
}

/** Types of the formatters that extend the commands. */
function formatters(value: Json | undefined): readonly string[] {
  if (!isList(value)) return [];
  return value.flatMap((item) => {
    const config = isMessage(item) ? item['typedConfig'] : undefined;
    return isMessage(config) ? [String(config['@type'])] : [];
  });
}

/** Attributes of the OpenTelemetry logger hold text, lists and maps of it, and nothing else. */
const openTelemetry: MessageTest = (message) => {
  const extensions = formatters(message['formatters']);
  const out: MessageProblem[] = [];
  const visit = (value: Json | undefined, at: readonly (string | number)[]) => {
    if (!isMessage(value)) return;
    const known = ['stringValue', 'arrayValue', 'kvlistValue'].find((field) => value[field] !== undefined);
    if (known === undefined) out.push({ code: 'attribute-kind', at });
    else if (known === 'stringValue') look(value[known], [...at, known], extensions, out);
    else list(value[known], [...at, known], known === 'kvlistValue');
  };
  const list = (value: Json | undefined, at: readonly (string | number)[], named: boolean) => {
    const values = isMessage(value) ? value['values'] : undefined;
    for (const [i, item] of (isList(values) ? values : []).entries()) {
      if (!named) visit(item, [...at, 'values', i]);
      else visit(isMessage(item) ? item['value'] : undefined, [...at, 'values', i, 'value']);
    }
  };
  const { body } = message;
  if (isMessage(body) && Object.keys(body).length > 0) visit(body, ['body']);
  list(message['attributes'], ['attributes'], true);
  return out;
};

const textOf = (message: JsonMessage, field: string): Json | undefined => {
  const source = message[field];
  return isMessage(source) ? source['inlineString'] : undefined;
};

/** Messages with format strings. */
export const FORMAT_RULES: Readonly<Record<string, MessageTest>> = {
  'envoy.config.core.v3.SubstitutionFormatString': (message) => {
    const text = textOf(message, 'textFormatSource');
    const inSource = typeof text === 'string' ? formatProblem(text, formatters(message['formatters'])) : undefined;
    const found = formats('textFormat', 'jsonFormat')(message);
    return inSource ? [...found, { ...inSource, at: ['textFormatSource', 'inlineString'] }] : found;
  },
  'envoy.extensions.access_loggers.file.v3.FileAccessLog': formats('format', 'jsonFormat', 'typedJsonFormat'),
  'envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig': openTelemetry,
  'envoy.config.core.v3.HeaderValueOption': ({ header }) => {
    const value = isMessage(header) ? header['value'] : undefined;
    // Headers alone still have an older word for filter states.
    const text = typeof value === 'string' ? value.replaceAll('%PER_REQUEST_STATE(', '%FILTER_STATE(') : '';
    const problem = formatProblem(text);
    return problem ? [{ ...problem, at: ['header', 'value'] }] : [];
  },
  'envoy.extensions.filters.http.ext_authz.v3.AuthorizationRequest': ({ headersToAdd }) =>
    (isList(headersToAdd) ? headersToAdd : []).flatMap((header, i) => {
      const problem = formatProblem(String(isMessage(header) ? (header['value'] ?? '') : ''));
      return problem ? [{ ...problem, at: ['headersToAdd', i, 'value'] }] : [];
    }),
  'envoy.type.tracing.v3.CustomTag': formats('value'),
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing': formats(
    'operation',
    'upstreamOperation',
  ),
  'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TunnelingConfig': formats('hostname'),
  'envoy.config.route.v3.RouteAction': formats('pathRewrite', 'hostRewrite'),
};
