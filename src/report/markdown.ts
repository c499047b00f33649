import type { ItemRecord, RunRecord } from "../record/run.ts";
import type { Block, TableBlock } from "./blocks.ts";
import { content } from "./content.ts";
import { escapeMarkdown as e } from "./escape.ts";

/** The report as Markdown: the page's sections and tables, without charts. */
export function reportMarkdown(record: RunRecord, items: readonly ItemRecord[]): string {
  const head = [
    `# ${e(record.suite.title)}`,
    `Model ${e(record.model.ref)}, run ${e(record.id)}, ${record.created.slice(0, 10)}`,
  ];
  return [...head, ...content(record, items).flatMap(markdown)].join("\n\n") + "\n";
}

function markdown(block: Block): string[] {
  switch (block.kind) {
    case "heading":
      return [`${"#".repeat(block.level)} ${e(block.text)}`];
    case "text":
      return [block.tone === "warning" ? `**${e(block.text)}**` : e(block.text)];
    case "verdict":
      return [
        `**${e(block.word)}**${block.tap === null ? "" : ` at ${e(block.tap)}`}`,
        e(block.plain),
        e(block.reason),
      ];
    case "table":
      return markdownTable(block);
    case "list":
      return [block.items.map((item) => `- ${e(item)}`).join("\n")];
    case "quote":
      return [`> ${e(block.text)}\n>\n> (${e(block.cite)})`];
    case "paste":
      return [`> ${e(block.text)}`];
    case "charts":
      return block.beside === undefined ? [] : [...markdownTable(block.beside), e(block.caption)];
    default:
      return block satisfies never;
  }
}

/** Caption above, then the table; rows' notes become its last column. */
export function markdownTable({ caption, head, rows, noted }: TableBlock): string[] {
  const last = noted === undefined ? [] : [noted];
  const line = (cells: readonly string[]) => `| ${cells.map(e).join(" | ")} |`;
  return [
    e(caption),
    [
      line([...head.map((column) => column.text), ...last]),
      `| ${[...head.map((column) => (column.number ? "---:" : "---")), ...last.map(() => "---")].join(" | ")} |`,
      ...rows.map((row) => line([...row.cells, ...(noted === undefined ? [] : [row.note ?? ""])])),
    ].join("\n"),
  ];
}
