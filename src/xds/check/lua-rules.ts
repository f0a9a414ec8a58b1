import { isMessage } from '../dump/field-names.js';
import type { Json } from '../json.js';
import { luaProblem } from './lua-syntax.js';
import type { MessageProblem, MessageTest } from './message-rules.js';

function script(text: Json | undefined, at: readonly (string | number)[]): MessageProblem[] {
  const reason = typeof text === 'string' ? luaProblem(text) : undefined;
  return reason === undefined ? [] : [{ code: 'script-malformed', at, args: { reason } }];
}

const source = (value: Json | undefined, at: readonly (string | number)[]) =>
  isMessage(value) ? script(value['inlineString'], [...at, 'inlineString']) : [];

/** The Lua filter. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/filters/http/lua/v3/lua.proto */
const filter: MessageTest = ({ inlineCode, defaultSourceCode, sourceCodes }) => {
  const out = [...script(inlineCode, ['inlineCode']), ...source(defaultSourceCode, ['defaultSourceCode'])];
  if (inlineCode && defaultSourceCode) {
    out.push({ code: 'choice-twice', args: { choices: 'inlineCode, defaultSourceCode' } });
  }
  const named = isMessage(sourceCodes) ? sourceCodes : {};
  for (const name of Object.keys(named)) out.push(...source(named[name], ['sourceCodes', name]));
  return out;
};

/** Messages with Lua scripts. */
export const LUA_RULES: Readonly<Record<string, MessageTest>> = {
  'envoy.extensions.filters.http.lua.v3.Lua': filter,
  'envoy.extensions.filters.http.lua.v3.LuaPerRoute': ({ sourceCode }) => source(sourceCode, ['sourceCode']),
};
