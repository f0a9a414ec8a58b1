import {
  fromJson,
  goFunctions,
  parseTemplate,
  type RenderOptions,
  render,
  type Value,
} from '../../../src/inject/template/index.js';
import { loadRegexEngine } from '../../../src/model/regex-engine.js';

export const functions = goFunctions({ regex: await loadRegexEngine() });

/** A template rendered with data of JSON, or with a value of Go's. */
export const renderText = (template: string, data: unknown = {}, options: RenderOptions = {}): string =>
  renderValue(template, fromJson(data), options);

export const renderValue = (template: string, data: Value, options: RenderOptions = {}): string =>
  render(parseTemplate(template, 'test'), data, functions, options);
