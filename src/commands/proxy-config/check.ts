import type { Command } from 'commander';
import type { Call, Outcome } from '../../cli/command.js';
import { flag } from '../../cli/options.js';
import { printable } from '../../print/terminal.js';
import type { ConfigDump } from '../../xds/dump/config-dump.js';
import { printFindings } from '../findings.js';
import type { ProxySource } from './source.js';

/** Adds `--check`. */
export function addCheckOption(command: Command): void {
  command.option('--check', 'say what Envoy would refuse, and fail if there is anything');
}

/** With `--check`, says on stderr what Envoy would refuse in a dump or a translation. The command ends with what it returns. */
export function checkIfAsked(call: Call, dump: ConfigDump, source: ProxySource): Outcome {
  if (!flag(call.options, 'check')) return 'ok';
  const checked = { name: printable(source.name), snapshot: dump.snapshot };
  return printFindings([checked], source.provenance, call.io) > 0 ? 'failed' : 'ok';
}
