import { formatTable } from './table.js';
import { printable } from './terminal.js';

/** A resource that made something, and the place in it. Of a cluster's objects there is no file. */
export interface Maker {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly path: string;
  readonly file?: string;
  readonly line?: number;
}

/** A part of what is explained: its path, '' for all of it, and the resources that made it. */
export interface Part {
  readonly path: string;
  readonly from: readonly Maker[];
}

/** A field of what is explained, and its value where it has one. */
export interface Field {
  readonly path: string;
  readonly value?: unknown;
}

/** A resource without which the fields would be different. */
export interface Shaper extends Maker {
  readonly fields: readonly Field[];
}

/** A setting of MeshConfig, set or at its default, that decided the fields. */
export interface SettingShare {
  readonly name: string;
  readonly value: string;
  readonly set: boolean;
  readonly fields: readonly Field[];
}

/** Where one object of one proxy comes from. */
export interface Explanation {
  readonly proxy: string;
  readonly type: 'listener' | 'route' | 'cluster';
  readonly name: string;
  readonly parts: readonly Part[];
  readonly shapedBy: readonly Shaper[];
  readonly settings: readonly SettingShare[];
  /** Istio's own defaults, by the setting that would change them. */
  readonly builtIn: readonly { readonly setting: string; readonly fields: readonly Field[] }[];
}

const FIELDS_SHOWN = 4;
const PARTS_SHOWN = 200;
const VALUE_LENGTH = 80;

/** An explanation for people: resources with their places, then what else has a say, field by field. */
export function formatExplanation(explanation: Explanation): string {
  const { proxy, type, name, parts, shapedBy, settings, builtIn } = explanation;
  const sections = [
    section('Made by', partLines(parts)),
    section(
      'Also shaped by',
      shapedBy.flatMap((shaper) => [makerText(shaper), ...fieldLines(shaper.fields)]),
    ),
    section('MeshConfig', settingLines(settings.filter((setting) => setting.set))),
    section('Defaults', [
      ...settingLines(settings.filter((setting) => !setting.set)),
      ...builtIn.flatMap(({ setting, fields }) => [`${setting} is not set`, ...fieldLines(fields)]),
    ]),
  ];
  return `${printable(`${type} ${name} of ${proxy}`)}\n${sections.join('')}`;
}

/** All resources that made anything of a proxy. */
export function formatOverview(
  proxy: string,
  makers: readonly { readonly maker: Maker; readonly objects: number }[],
): string {
  const rows = makers.map(({ maker, objects }) => [
    maker.kind,
    `${maker.name}${maker.namespace && `.${maker.namespace}`}`,
    String(objects),
    placeText(maker),
  ]);
  const table = formatTable([['KIND', 'NAME', 'OBJECTS', 'FROM'], ...rows.map((row) => row.map(printable))], {
    padding: 2,
  });
  return `${printable(proxy)} has what these resources make, and Istio's defaults\n\n${table}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${title}\n${lines.map((line) => `  ${printable(line)}\n`).join('')}`;
}

function partLines(parts: readonly Part[]): readonly string[] {
  if (parts.length === 0) return ['no resource: the same for every such proxy, or made from its own workload'];
  const lines = parts.slice(0, PARTS_SHOWN).flatMap(({ path, from }) => {
    const makers = from.map(makerText);
    return path === '' ? makers : [`${path}`, ...makers.map((maker) => `  ${maker}`)];
  });
  return parts.length > PARTS_SHOWN ? [...lines, `... and ${parts.length - PARTS_SHOWN} more parts`] : lines;
}

function makerText(maker: Maker): string {
  const name = `${maker.kind} ${maker.name}${maker.namespace && `.${maker.namespace}`}`;
  return [name, placeText(maker), maker.path].filter(Boolean).join('  ');
}

function placeText({ file, line }: Maker): string {
  return file === undefined ? '' : `${file}:${line}`;
}

function settingLines(settings: readonly SettingShare[]): readonly string[] {
  return settings.flatMap(({ name, value, fields }) => [`${name}: ${shortened(value)}`, ...fieldLines(fields)]);
}

function fieldLines(fields: readonly Field[]): readonly string[] {
  const lines = fields.slice(0, FIELDS_SHOWN).map(({ path, value }) => {
    const text = value === undefined ? '' : `: ${shortened(typeof value === 'string' ? value : JSON.stringify(value))}`;
    return `  ${path || 'all of it'}${text}`;
  });
  return fields.length > FIELDS_SHOWN ? [...lines, `  ... and ${fields.length - FIELDS_SHOWN} more fields`] : lines;
}

function shortened(text: string): string {
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}...` : text;
}
