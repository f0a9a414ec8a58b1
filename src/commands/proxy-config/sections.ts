import type { Io } from '../../cli/io.js';
import { UserError } from '../../model/errors.js';
import { printable } from '../../print/terminal.js';
import type { ConfigDump } from '../../xds/dump/config-dump.js';
import { SECTION_TYPES, type SectionName } from '../../xds/dump/section.js';
import type { ProxySource } from './source.js';

/**
 * Fails when a dump lacks the section that a command shows.
 * @throws UserError (data)
 */
export function requireSection(dump: ConfigDump, section: SectionName, source: ProxySource): void {
  if (dump.has(section)) return;
  const message = `${source.name}: there is no ${SECTION_TYPES[section]} in it`;
  throw new UserError('data', message, hintOf(section));
}

/** What to do when a dump lacks a section. */
export function hintOf(section: SectionName): string {
  return HINTS[section] ?? 'is this the whole answer of /config_dump?';
}

const HINTS: Partial<Record<SectionName, string>> = {
  endpoints: 'config dumps hold endpoints only when asked: curl "localhost:15000/config_dump?include_eds=true"',
  ecds: 'Envoy shows this section only when it has extension configurations',
  secrets: 'translations hold no secrets; use a config dump or a running Envoy',
  bootstrap: 'translations hold no bootstrap; use a config dump or a running Envoy',
};

/** Fails when a dump has none of the resources, which no real proxy lives with. */
export function requireResources(resources: readonly unknown[], section: SectionName, source: ProxySource): void {
  if (resources.length > 0) return;
  throw new UserError('data', `${source.name}: there are no active ${section} in it`);
}

/** Says on stderr which resources of a section are not in use, and which updates Envoy refused. */
export function noteStates(dump: ConfigDump, section: SectionName, io: Io): void {
  for (const { name, state, details } of dump.states(section)) {
    const what = `${section.replace(/s$/, '')} ${printable(name)}`;
    if (state === 'error')
      io.err(`note: ${what}: Envoy refused an update: ${printable(details ?? '(no reason given)')}\n`);
    else io.err(`note: ${what} is ${state}\n`);
  }
}
