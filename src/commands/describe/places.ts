import type { PlaceOf } from '../../print/description/text.js';
import { createLocators } from '../../sources/positions.js';

/** `file:line` of resources that files hold; positions are computed only for what is shown. */
export function describePlaces(): PlaceOf {
  const locate = createLocators();
  return ({ origin }, path = []) => {
    if (origin.source.text === '') return '';
    const { file, line } = locate(origin, path);
    return `${file}:${line}`;
  };
}
