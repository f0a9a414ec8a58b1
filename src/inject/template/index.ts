/** Go's text/template with sprig's functions: what injection templates are written in. https://pkg.go.dev/text/template */
export { DEFAULT_LIMITS, type Limits } from './budget.js';
export { fromJson, fromTyped } from './decode.js';
export { TemplateError, type TemplatePosition, ValueError } from './error.js';
export * from './function.js';
export { type FunctionOptions, goFunctions } from './functions/index.js';
export { parseTemplate, type Template } from './parser.js';
export { compileTemplate, type Program, type RenderOptions, render, renderProgram } from './render.js';
export * from './types.js';
export * from './values.js';
