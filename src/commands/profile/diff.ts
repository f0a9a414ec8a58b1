import { createTwoFilesPatch } from 'diff';
import type { CommandDefinition } from '../../cli/command.js';
import { profileSpec } from '../../install/values/plan.js';
import { printYaml } from '../../print/yaml.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('<a>', 'name of a profile').argument('<b>', 'name of another profile');
  },
  run: async ({ args, io }) => {
    const [a = '', b = ''] = args;
    const [left, right] = [printYaml(profileSpec(a)), printYaml(profileSpec(b))];
    if (left === right) return 'ok';
    await io.out(createTwoFilesPatch(a, b, left, right, undefined, undefined, { context: 3 }));
    return 'failed';
  },
};
