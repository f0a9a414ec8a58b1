import { textLength } from './cel.js';
import { hasFormat } from './formats.js';
import type { GateRuntime } from './generated-types.js';
import { findRepeated } from './lists.js';
import { holds, RULES } from './rules.js';

/** What the generated checks call. */
export const GATE_RUNTIME: GateRuntime = { rules: RULES, holds, hasFormat, findRepeated, textLength };
