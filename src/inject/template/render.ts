import { type Budget, createBudget, DEFAULT_LIMITS, type Limits } from './budget.js';
import { BUILTINS } from './builtins.js';
import type { FunctionMap } from './function.js';
import type { Template } from './parser.js';
import { type Body, located, type MissingKey, type Run, type Scope } from './run.js';
import { templateError } from './source.js';
import { compileList } from './statements.js';
import type { Result } from './values.js';

/** A template bound to the functions it calls, to be rendered any number of times. */
export interface Program {
  readonly template: Template;
  readonly bodies: ReadonlyMap<string, Body>;
}

/** How a template is rendered. */
export interface RenderOptions {
  readonly limits?: Partial<Limits>;
  /** Go's option `missingkey`; `invalid`, its default, prints `<no value>`. */
  readonly missingKey?: MissingKey;
}

/**
 * Binds a template to functions; those of Go itself need not be among them, but may be replaced.
 * @throws TemplateError for a function that isn't there, as Go's parser does
 */
export function compileTemplate(template: Template, functions: FunctionMap): Program {
  const all: FunctionMap = new Map([...Object.entries(BUILTINS), ...functions]);
  for (const [name, at] of template.functions) {
    if (!all.has(name)) throw templateError(template.source, at, `function ${name} is not known`);
  }
  const builtins = new Set(Object.keys(BUILTINS).filter((name) => !functions.has(name)));
  const bodies = new Map<string, Body>();
  for (const [name, statements] of template.bodies) {
    const frame = { slots: 1 };
    const scope: Scope = { source: template.source, functions: all, builtins, names: new Map([['$', 0]]), frame };
    const step = compileList(scope, statements);
    bodies.set(name, { slots: frame.slots, step });
  }
  return { template, bodies };
}

/**
 * Renders a program with data.
 * @throws TemplateError where the template fails, or costs more than the limits allow
 */
export function renderProgram(program: Program, data: Result, options: RenderOptions = {}): string {
  const budget: Budget = createBudget({ ...DEFAULT_LIMITS, ...options.limits });
  const { template, bodies } = program;
  const run: Run = {
    budget,
    source: template.source,
    missingKey: options.missingKey ?? 'invalid',
    bodies,
    variables: [data],
    depth: 0,
    out: [],
    size: 0,
  };
  try {
    bodies.get(template.name)?.step(run, data);
  } catch (error) {
    throw located(run, 0, error);
  }
  return run.out.join('');
}

/** Programs of templates that were rendered before, by the functions they were bound to. */
const programs = new WeakMap<Template, WeakMap<FunctionMap, Program>>();

/**
 * Renders a template with data and functions; the template is bound to the functions once.
 * @throws TemplateError as compileTemplate and renderProgram do
 */
export function render(template: Template, data: Result, functions: FunctionMap, options: RenderOptions = {}): string {
  const known = programs.get(template) ?? new WeakMap<FunctionMap, Program>();
  programs.set(template, known);
  const program = known.get(functions) ?? compileTemplate(template, functions);
  known.set(functions, program);
  return renderProgram(program, data, options);
}
