/** Depth no glTF needs: nodes refer to each other by number, so only extras nest. */
const MAX_DEPTH = 128;
/** Commas, colons and brackets: what JSON.parse turns into memory. 4 million take about 200 MB. */
const MAX_TOKENS = 4_000_000;

/**
 * Counts nesting and tokens of JSON text without building anything, so that a bomb is refused before `JSON.parse`.
 * Returns what is wrong, or null. Does not check the grammar. O(bytes), about 3 ns each outside strings.
 */
export function scanJson(text: Uint8Array): string | null {
  let depth = 0;
  let tokens = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (byte === 0x22) {
      // To the closing quote: one that is not behind an odd number of backslashes.
      for (;;) {
        i = text.indexOf(0x22, i + 1);
        if (i < 0) return null; // JSON.parse names the fault
        let slashes = 0;
        while (text[i - 1 - slashes] === 0x5c) slashes++;
        if (slashes % 2 === 0) break;
      }
    } else if (byte === 0x7b || byte === 0x5b) {
      tokens++;
      if (++depth > MAX_DEPTH) return `the JSON is nested more than ${MAX_DEPTH} deep`;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === 0x2c || byte === 0x3a) tokens++;
  }
  return tokens > MAX_TOKENS ? `the JSON has ${tokens} tokens, the limit is ${MAX_TOKENS}` : null;
}
