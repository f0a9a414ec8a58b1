import { convertTo } from './convert.js';
import { ValueError } from './error.js';
import { compileOperand } from './expression.js';
import { REFLECT } from './function.js';
import type { NumberLiteral, Operand } from './nodes.js';
import { type Expression, fail, located, type Scope } from './run.js';
import { canBeNil, type GoType, isFloat, isSigned, isUnsigned } from './types.js';
import { numberOf, type Result, type Value } from './values.js';

/** A constant on its own: a float when it is written as one, an int otherwise. */
export function plainNumber(literal: NumberLiteral): Value {
  if (literal.isFloat && literal.float !== undefined) return literal.float;
  if (literal.int === undefined) throw new ValueError(`${literal.text} overflows an integer`);
  return literal.int;
}

/** A literal takes the type of the parameter that it is given to, where Go's constants can. */
function numberFor(literal: NumberLiteral, type: GoType): Value {
  if (isFloat(type.kind) && literal.float !== undefined) return numberOf(type, literal.float);
  const negative = isUnsigned(type.kind) && (literal.int ?? 0n) < 0n;
  if ((isSigned(type.kind) || isUnsigned(type.kind)) && literal.int !== undefined && !negative) {
    return numberOf(type, literal.int);
  }
  throw new ValueError(`${literal.text} is given where ${type.name} is expected`);
}

function literalFor(operand: Operand, type: GoType): Result {
  const anything = type.kind === 'interface';
  switch (operand.kind) {
    case 'nil':
      if (!canBeNil(type)) throw new ValueError(`nil is no ${type.name}`);
      return type === REFLECT ? undefined : convertTo(undefined, type);
    case 'number':
      return anything ? plainNumber(operand.value) : numberFor(operand.value, type);
    case 'bool':
      if (!anything && type.kind !== 'bool') throw new ValueError(`${operand.value} is no ${type.name}`);
      return operand.value;
    case 'string':
      if (!anything && type.kind !== 'string') throw new ValueError(`a string is given where ${type.name} is expected`);
      return operand.value;
    default:
      return undefined;
  }
}

/** An argument of a function, made ready for a parameter of a type. */
export function compileArgument(scope: Scope, operand: Operand, type: GoType): Expression {
  if (operand.kind === 'nil' || operand.kind === 'number' || operand.kind === 'bool' || operand.kind === 'string') {
    try {
      const value = literalFor(operand, type);
      return () => value;
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      return (run) => {
        throw fail(run, operand.at, reason);
      };
    }
  }
  const expression = compileOperand(scope, operand);
  if (type === REFLECT) return expression;
  return (run, dot) => {
    const value = expression(run, dot);
    try {
      return convertTo(value, type);
    } catch (error) {
      throw located(run, operand.at, error);
    }
  };
}
