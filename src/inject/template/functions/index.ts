import { type FunctionMap, mergeFunctions } from '../function.js';
import { CASE_FUNCTIONS } from './cases.js';
import { DATA_FUNCTIONS } from './data.js';
import { type Clock, dateFunctions } from './dates.js';
import { DEFAULT_FUNCTIONS } from './defaults.js';
import { DICT_FUNCTIONS } from './dicts.js';
import { DURATION_FUNCTIONS } from './durations.js';
import { ENCODING_FUNCTIONS } from './encoding.js';
import { LIST_FUNCTIONS } from './lists.js';
import { MATH_FUNCTIONS } from './math.js';
import { PATH_FUNCTIONS } from './paths.js';
import { REFUSED_FUNCTIONS } from './refused.js';
import { type RegexEngine, regexFunctions } from './regexes.js';
import { STRING_FUNCTIONS } from './strings.js';
import { URL_FUNCTIONS } from './urls.js';
import { VERSION_FUNCTIONS } from './versions.js';
import { WORD_FUNCTIONS } from './words.js';

/** What functions need from outside. */
export interface FunctionOptions {
  /** For functions on regular expressions; without it they fail when called. */
  readonly regex?: RegexEngine;
  /** For functions that ask for the time; without it they fail when called. */
  readonly clock?: Clock;
}

/** The functions that injection templates may call besides those of Go and of Istio: sprig's, and `toYaml`. */
export function goFunctions(options: FunctionOptions = {}): FunctionMap {
  return mergeFunctions(
    REFUSED_FUNCTIONS,
    STRING_FUNCTIONS,
    WORD_FUNCTIONS,
    CASE_FUNCTIONS,
    MATH_FUNCTIONS,
    DEFAULT_FUNCTIONS,
    LIST_FUNCTIONS,
    DICT_FUNCTIONS,
    ENCODING_FUNCTIONS,
    DATA_FUNCTIONS,
    PATH_FUNCTIONS,
    URL_FUNCTIONS,
    VERSION_FUNCTIONS,
    DURATION_FUNCTIONS,
    dateFunctions(options.clock),
    regexFunctions(options.regex),
  );
}
