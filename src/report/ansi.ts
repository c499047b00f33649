/** Colours of a terminal, or none: `paint(false)` honours NO_COLOR. */
export function paint(color: boolean) {
  const code =
    (open: number, close: number) => (text: string) => (color ? `\u001b[${open}m${text}\u001b[${close}m` : text);
  return { bold: code(1, 22), dim: code(2, 22), good: code(32, 39), bad: code(31, 39), accent: code(36, 39) };
}

/** Breaks a text at spaces so that no line is longer than `width`; words that are longer are cut. */
export function wrap(text: string, width: number, indent = ""): string {
  const room = Math.max(8, width - indent.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((part) => part.match(new RegExp(`.{1,${room}}`, "gu")) ?? [])) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part, i) => (i === 0 ? part : indent + part)).join("\n");
}

/** Borders of a table that has none but two rules: what is left are the numbers. */
export const RULES = {
  "top": "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  "bottom": "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  "left": "",
  "left-mid": "",
  "mid": "",
  "mid-mid": "",
  "right": "",
  "right-mid": "",
  "middle": "",
};
