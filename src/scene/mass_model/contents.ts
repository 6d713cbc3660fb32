/** What packages hold: bulk densities as packed, head space included. */
import { lookUp, wordsOf } from '../materials.js';
import type { Range } from './range.js';

/**
 * kg per m^3 of the package's inside. Liquids and pastes: handbook densities x 0.9 to 1 full. Dry goods: grams per cup
 * (237 ml) of the USDA FoodData Central portion tables, settled, x 0.6 to 1 full as packed.
 */
const SOURCES: [Range, string][] = [
  [[880, 1060], 'water milk juice wine beer soda cola coke lemonade vinegar liquid drink beverage tea fluid'],
  [[820, 930], 'oil olive'],
  [[900, 1130], 'detergent bleach cleanser shampoo conditioner lotion dishsoap softener sanitizer'],
  [[880, 1020], 'windex cleaner spray'],
  [[920, 1150], 'mustard ketchup sauce mayonnaise mayo dressing salsa soup stew beans yogurt'],
  [[1170, 1440], 'honey jam syrup jelly'],
  [[880, 1080], 'meat ham spam tuna fish sardine salmon'], // cooked meat 1000-1070
  [[750, 1250], 'sugar salt'], // granulated 200 g per cup; salt 292
  [[400, 700], 'flour powder starch'], // 125-130 g per cup
  [[650, 900], 'rice lentil'], // 185-200 g per cup
  [[250, 550], 'pasta macaroni spaghetti noodle'], // 100-120 g per cup
  [[60, 300], 'cereal cornflake granola oat muesli'], // flakes 28, granola 110 g per cup
  [[140, 350], 'cracker cookie biscuit'], // 60-80 g per cup
  [[40, 220], 'chip crisp popcorn'], // loose 26 g per cup; stacked crisps denser
  [[230, 450], 'coffee cocoa'], // ground 84 g per cup
  [[280, 700], 'pudding gelatin jello mix'], // dry mix 130-190 g per cup, a pouch in a box
  [[400, 700], 'nut peanut almond raisin candy'], // 110-150 g per cup
  [[600, 1300], 'chocolate butter cheese'],
];

const CONTENTS = new Map<string, Range>(SOURCES.flatMap(([range, text]) => text.split(' ').map((w) => [w, range])));

/**
 * What the words say a package holds. `container` is the word that named the package; without one only a last word counts:
 * "bleach cleanser" is a package of it, a "tea set" holds no tea.
 */
export function contentOf(
  texts: readonly string[],
  container: string | undefined,
): { word: string; density: Range } | undefined {
  for (const text of texts)
    for (const word of wordsOf(text)
      .toReversed()
      .slice(0, container === undefined ? 1 : undefined)) {
      const density = word === container ? undefined : lookUp(CONTENTS, word);
      if (density) return { word, density };
    }
  return undefined;
}
