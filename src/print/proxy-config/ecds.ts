import type { JsonMessage } from '../../xds/json.js';
import { formatTable } from '../table.js';
import { messageField, messageList, textField } from './any.js';
import { compareText } from './names.js';

/** The table of `proxy-config ecds`: extension configurations that Envoy fetched apart from its listeners. */
export function formatEcds(dump: JsonMessage): string {
  const rows = messageList(dump, 'ecdsFilters').map((filter) => {
    const config = messageField(filter, 'ecdsFilter');
    const type = textField(messageField(config, 'typedConfig'), '@type').replace(/^type\.googleapis\.com\//, '');
    return [textField(config, 'name'), type];
  });
  rows.sort(([nameA = '', a = ''], [nameB = '', b = '']) => compareText(a, b) || compareText(nameA, nameB));
  return formatTable([['ECDS NAME', 'TYPE'], ...rows], { padding: 5 });
}
