/** The words of a text, lower case, apostrophes straight; contractions stay one word. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().replaceAll("\u2019", "'").match(/[\p{L}\p{N}]+(?:'[\p{L}]+)*/gu) ?? [];
}
