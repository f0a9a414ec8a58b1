import { TemplateError, type TemplatePosition } from './error.js';

/** A template's text under its name. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** The place of an offset in a template, computed only for errors. */
export function positionAt(source: Source, at: number): TemplatePosition {
  const before = source.text.slice(0, at);
  const line = before.split('\n').length;
  return { template: source.name, line, column: at - (before.lastIndexOf('\n') + 1) };
}

/** The error of a template at an offset of its text. */
export const templateError = (source: Source, at: number, reason: string): TemplateError =>
  new TemplateError(positionAt(source, at), reason);
