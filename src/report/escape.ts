const HTML: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML text or attribute value; control characters that HTML forbids are dropped. */
export function escapeHtml(text: string): string {
  return text.replace(FORBIDDEN, "").replace(/[&<>"']/g, (char) => HTML[char]!);
}

/** Text as inline Markdown on one line: no markup, no HTML, no table cell of its own. */
export function escapeMarkdown(text: string): string {
  return text.replace(FORBIDDEN, "")
    .replace(/\s+/g, " ")
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/[\\`*_[\]<|~]/g, (char) => `\\${char}`)
    .replace(/^(\d*)([#>+.)-])(?=\s|$)/, "$1\\$2");
}

/** Text for a terminal: no escape sequences from a record reach it. */
export function escapeTerminal(text: string): string {
  return text.replace(/\s+/g, " ").replace(FORBIDDEN, "");
}

// deno-lint-ignore no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;
