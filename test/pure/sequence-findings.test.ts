import { describe, expect, test } from 'vitest';
import { presets } from '../../domain/settings.ts';
import { aPaid, openScene } from './scene.ts';

// What the random sequences found (test/sequences/), each in its shortest form.

const strict = presets.strict;

describe('an update by difference', () => {
  test('of quantity and price of one line makes two lines, each with an id of its own', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aPaid(145_69));
    const [made] = scene.correct('update', 'A', { change: [{ lineId: '1', quantity: '4', unitPrice: '35' }] }, 'D').documents;
    expect(made?.lines.map(({ id, netMinor }) => [id, netMinor])).toEqual([['1', 33_33], ['1-2', 6_68]]);
  }); // prettier-ignore

  test('downwards is refused when all was credited before: it is no correction invoice of nothing', () => {
    const scene = openScene(strict);
    scene.add('A', {}, aPaid(145_69));
    scene.correct('refund', 'A', {});
    expect(scene.refused('update', 'A', { change: [{ lineId: '1', remove: true }] })).toEqual(['EXCEEDS_CREDITABLE']);
  });
});
