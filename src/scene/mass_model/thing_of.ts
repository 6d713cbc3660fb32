/** Which kind of thing the words name: whole words, the last known one of a text, phrases before single words. */
import { lookUp, wordsOf } from '../materials.js';
import type { Thing } from './things.js';
import { LARGE_THINGS } from './things_large.js';
import { SMALL_THINGS } from './things_small.js';

const WORDS = new Map<string, Thing>();
const PHRASES = new Map<string, Thing>();
for (const thing of [...LARGE_THINGS, ...SMALL_THINGS])
  for (const word of thing.words) {
    const map = word.includes(' ') ? PHRASES : WORDS;
    if (!map.has(word)) map.set(word, thing);
  }

/** Every kind of thing there is. */
export const THINGS: readonly Thing[] = [...LARGE_THINGS, ...SMALL_THINGS];

/** `word` is what decided. The category decides before the name, unless the name holds a phrase. */
export function thingOf(what: { category?: string; name?: string }): { thing: Thing; word: string } | undefined {
  const texts = [what.category, what.name].map((text) => wordsOf(text ?? ''));
  for (const words of texts)
    for (let i = words.length - 2; i >= 0; i--) {
      const thing = lookUp(PHRASES, `${words[i]} ${words[i + 1]}`);
      if (thing) return { thing, word: words[i + 1] };
    }
  for (const words of texts) {
    if (words.includes('toy')) return { thing: WORDS.get('toy') as Thing, word: 'toy' };
    for (const word of words.toReversed()) {
      const thing = lookUp(WORDS, word);
      if (thing) return { thing, word };
    }
  }
  return undefined;
}
