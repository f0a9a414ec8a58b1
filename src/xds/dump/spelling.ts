/** How a dump spells the names of fields: as the .proto files (`last_updated`) or in lowerCamelCase (`lastUpdated`). */
export type Spelling = 'snake' | 'camel';

const snakeNames = new Map<string, string>();

/** A field named in lowerCamelCase, as a dump spells it. Only for names that stand in this program. */
export function spelled(name: string, spelling: Spelling): string {
  if (spelling === 'camel') return name;
  const known = snakeNames.get(name);
  if (known !== undefined) return known;
  const snake = name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
  snakeNames.set(name, snake);
  return snake;
}
