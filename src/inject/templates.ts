import { isObject } from '../model/decode.js';
import { InjectionError } from './errors.js';
import { joinFlowLines } from './flow-lines.js';
import {
  compileTemplate,
  type FunctionMap,
  type Program,
  parseTemplate,
  renderProgram,
  TemplateError,
  type Value,
} from './template/index.js';
import { annotationsOf } from './tree.js';
import type { InjectorConfig, Tree } from './types.js';

const CHOICE = 'inject.istio.io/templates';

/** The templates that a pod gets: those that its annotation names, else the default ones; aliases stand for several. */
export function chooseTemplates(
  pod: Tree,
  config: Pick<InjectorConfig, 'defaultTemplates' | 'aliases'>,
): readonly string[] {
  const chosen = annotationsOf(pod)[CHOICE];
  const names = chosen === undefined ? config.defaultTemplates : chosen.split(',').map((name) => name.trim());
  return names.flatMap((name) => (Object.hasOwn(config.aliases, name) ? (config.aliases[name] ?? []) : [name]));
}

/** Reads YAML. @throws any error for a text that is none; its message says why. */
export type ParseYaml = (text: string) => unknown;

/** Renders a template by its name into the part of a pod that it adds. @throws InjectionError */
export type RenderTemplate = (name: string, data: Value) => Tree;

/** Templates are read when they are asked for first: of seven, most pods need one. */
export function createRenderer(
  texts: Readonly<Record<string, string>>,
  functions: FunctionMap,
  parseYaml: ParseYaml,
): RenderTemplate {
  const programs = new Map<string, Program>();
  const programOf = (name: string): Program => {
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (text === undefined)
      throw new InjectionError({ code: 'unknown-template', template: name, known: Object.keys(texts).sort() });
    const program = programs.get(name) ?? compileTemplate(parseTemplate(text, name), functions);
    programs.set(name, program);
    return program;
  };
  return (name, data) => {
    const text = rendered(name, () => renderProgram(programOf(name), data));
    const value = parsed(name, () => parseYaml(joinFlowLines(text)));
    if (value === undefined || value === null) return {};
    if (!isObject(value))
      throw new InjectionError({ code: 'rendered', template: name, reason: 'an object was expected' });
    return value;
  };
}

function rendered(template: string, make: () => string): string {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new InjectionError({ code: 'template', template, reason: error.message });
  }
}

function parsed(template: string, make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    throw new InjectionError({
      code: 'rendered',
      template,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}
