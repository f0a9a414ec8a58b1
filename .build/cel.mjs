// Compiles the CEL rules of the schemas (x-kubernetes-validations) to JavaScript, so that no evaluator is loaded to check a
// file. Only what the rules use is known; anything else stops the build. test/schema/rules.test.ts compares every compiled
// rule with the CEL evaluator over generated values.
// https://kubernetes.io/docs/reference/using-api/cel/
import { parse } from '@marcbachmann/cel-js';

/** JavaScript of a rule, an expression over `self`; functions of CEL are taken from `cel` (src/schema/cel.ts). */
export function compileRule(rule) {
  try {
    return expression(parse(rule).ast);
  } catch (error) {
    throw new Error(`rule ${JSON.stringify(rule)}: ${error.message}`);
  }
}

const INFIX = { '&&': '&&', '||': '||', '<': '<', '<=': '<=', '>': '>', '>=': '>=', '==': '===', '!=': '!==' };
const MACROS = { all: 'all', exists: 'exists', exists_one: 'existsOne' };
const METHODS = {
  contains: 'contains',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
  matches: 'matches',
  substring: 'substring',
  size: 'size',
  getScheme: 'scheme',
};
const FUNCTIONS = { size: 'size', duration: 'duration', int: 'int', isURL: 'isUrl', url: 'url' };

function expression({ op, args }) {
  if (op === 'value') return typeof args === 'bigint' ? String(args) : JSON.stringify(args);
  if (op === 'id') return args;
  if (op === '!_') return `!${expression(args)}`;
  if (op === '?:') {
    const [test, yes, no] = args.map(expression);
    return `(${test} ? ${yes} : ${no})`;
  }
  if (op === '+') return `(${args.map(expression).join(' + ')})`;
  if (op === 'in') return `${expression(args[1])}.includes(${expression(args[0])})`;
  if (op === 'list') return `[${args.map(expression).join(', ')}]`;
  if (op === 'map' && args.length === 0) return '{}';
  if (op === '.') return `cel.field(${expression(args[0])}, ${JSON.stringify(args[1])})`;
  if (INFIX[op]) return `(${args.map(expression).join(` ${INFIX[op]} `)})`;
  if (op === 'call') return call(args);
  if (op === 'rcall') return method(args);
  throw new Error(`${op} is not known`);
}

function call([name, args]) {
  if (name === 'has') {
    const [{ op, args: field }] = args;
    if (op !== '.') throw new Error('has() takes a field');
    return `cel.has(${expression(field[0])}, ${JSON.stringify(field[1])})`;
  }
  if (!FUNCTIONS[name]) throw new Error(`${name}() is not known`);
  return `cel.${FUNCTIONS[name]}(${args.map(expression).join(', ')})`;
}

function method([name, receiver, args]) {
  const on = expression(receiver);
  if (MACROS[name]) return `cel.${MACROS[name]}(${on}, (${expression(args[0])}) => ${expression(args[1])})`;
  if (!METHODS[name]) throw new Error(`.${name}() is not known`);
  return `cel.${METHODS[name]}(${[on, ...args.map(expression)].join(', ')})`;
}
