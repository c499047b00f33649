import type { ItemRecord, RunRecord } from "../record/run.ts";
import type { Block, Quote, TableBlock } from "./blocks.ts";
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
      return [quote(block), ...(block.beside === undefined ? [] : [quote(block.beside)])];
    case "paste":
      return [`> ${e(block.text)}`];
    case "charts":
      return charts(block);
    default:
      return block satisfies never;
  }
}

function quote({ text, cite }: Quote): string {
  return `> ${e(text)}\n>\n> (${e(cite)})`;
}

/** What a chart says without its picture: the table beside it, and each panel's caption. */
function charts({ charts, caption, beside }: Extract<Block, { kind: "charts" }>): string[] {
  const said = charts.flatMap((chart) =>
    chart.caption === undefined ? [] : [`- **${e(chart.title)}.** ${e(chart.caption)}`]
  );
  if (beside !== undefined) return [...markdownTable(beside), e(caption), ...said];
  return said.length === 0 ? [] : [said.join("\n")];
}

/** Caption above, then the table; rows' notes become its last column. */
export function markdownTable({ caption, head, rows, noted }: TableBlock): string[] {
  const last = noted === undefined ? [] : [noted];
  const width = head.length + last.length;
  const line = (cells: readonly string[]) => `| ${cells.map(e).join(" | ")} |`;
  return [
    e(caption),
    [
      line([...head.map((column) => column.text), ...last]),
      `| ${[...head.map((column) => (column.number ? "---:" : "---")), ...last.map(() => "---")].join(" | ")} |`,
      ...rows.flatMap((row) => [
        ...(row.group === undefined ? [] : [`| **${e(row.group)}** |${" |".repeat(width - 1)}`]),
        line([...row.cells, ...(noted === undefined ? [] : [row.note ?? ""])]),
      ]),
    ].join("\n"),
  ];
}
