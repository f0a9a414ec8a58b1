import { isObject } from '../../model/decode.js';
import { UserError } from '../../model/errors.js';
import { load as loadValues } from '../generated/values.js';
import type { Tree } from '../types.js';
import { overlay } from './merge.js';
import { textAt, treeAt } from './tree.js';

/**
 * The values that hold where nobody says otherwise: those of every installation, then what a compatibility version, a platform and a profile of values
 * change in them. https://istio.io/latest/docs/setup/additional-setup/config-profiles/
 * @throws UserError (usage) for a name that is none
 */
export function presetValues(spec: Tree, userValues: Tree): Tree {
  const all = loadValues();
  const version = textAt(spec, 'compatibilityVersion') || textAt(userValues, 'compatibilityVersion');
  const platform = textAt(userValues, 'platform') || textAt(userValues, 'global', 'platform');
  const profile = textAt(userValues, 'profile');
  const layers = [
    { gateways: all['gateways'] },
    compatibility(treeAt(all, 'compatibility'), version),
    // Platforms without settings of their own are fine.
    treeAt(all, 'platforms', platform),
    profile === '' || profile === 'default' ? {} : named(treeAt(all, 'profiles'), profile, 'values.profile'),
  ];
  return layers.reduce<Tree>(overlay, treeAt(all, 'defaults'));
}

/** Values under which this version behaves as an older one: those of that version and of all between. */
function compatibility(known: Tree, version: string): Tree {
  if (version === '') return {};
  named(known, version, 'compatibilityVersion');
  const minor = (text: string) => Number(text.split('.')[1]);
  return Object.keys(known)
    .filter((name) => minor(name) >= minor(version))
    .reduce<Tree>((below, name) => overlay(below, treeAt(known, name)), {});
}

function named(known: Tree, name: string, field: string): Tree {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (isObject(found)) return found;
  throw new UserError('usage', `${field} ${name} is not known`, `known: ${Object.keys(known).join(', ')}`);
}
