import { expect, it } from 'vitest';
import { suggest } from '../../src/model/suggest.js';

const kinds = ['VirtualService', 'DestinationRule', 'Gateway', 'Service', 'ServiceEntry'];

it.each([
  ['VirtualServcie', 'VirtualService'],
  ['virtualservice', 'VirtualService'],
  ['DestinatonRule', 'DestinationRule'],
  ['Gatway', 'Gateway'],
  ['Sevrice', 'Service'],
])('%s is near %s', (word, near) => {
  expect(suggest(word, kinds)).toBe(near);
});

it.each(['Ingress', 'x', '', 'Widget'])('nothing is near "%s"', (word) => {
  expect(suggest(word, kinds)).toBeUndefined();
});

it('takes the first of several that are as near', () => {
  expect(suggest('pod-c', ['pod-a', 'pod-b'])).toBe('pod-a');
});
