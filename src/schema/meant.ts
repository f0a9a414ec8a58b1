import type { SchemaNode } from './node.js';

const SHOWN_CHARACTERS = 60;

/** The value that was probably meant by one of a wrong type, spelled as YAML takes it; undefined where none is near. */
export function meantValue(node: SchemaNode, value: unknown): string | undefined {
  if (node.type === 'string') return typeof value === 'number' ? meantText(node, String(value)) : undefined;
  if (typeof value !== 'string' || value.length > SHOWN_CHARACTERS) return undefined;
  if (node.type === 'array') return node.items?.type === 'string' ? JSON.stringify([value]) : undefined;
  if (node.type === 'boolean') return /^(true|false)$/i.test(value) ? value.toLowerCase() : undefined;
  if (node.type === 'integer') return /^-?[0-9]{1,15}$/.test(value) ? value : undefined;
  if (node.type === 'number') return /^-?[0-9]{1,15}(\.[0-9]{1,15})?$/.test(value) ? value : undefined;
  return undefined;
}

function meantText(node: SchemaNode, digits: string): string {
  return isDuration(node) ? `${digits}s` : JSON.stringify(digits);
}

/** What was probably meant by a text that breaks a rule: a duration without a unit is one of seconds. */
export function meantByRule(node: SchemaNode, value: unknown): string | undefined {
  return isDuration(node) && typeof value === 'string' && /^[1-9][0-9]{0,8}$/.test(value) ? `${value}s` : undefined;
}

function isDuration(node: SchemaNode): boolean {
  return (node['x-kubernetes-validations'] ?? []).some(({ rule }) => rule.includes('duration(self)'));
}

/** The field in which a field that isn't known here would be one. */
export function holderOf(node: SchemaNode, key: string): string | undefined {
  return Object.entries(node.properties ?? {}).find(([, child]) =>
    Object.hasOwn((child.items ?? child).properties ?? {}, key),
  )?.[0];
}
