import type { ItemRecord, RunRecord } from "../record/run.ts";
import type { Block, Quote, TableBlock } from "./blocks.ts";
import { drawSvg } from "./charts/svg.ts";
import { content } from "./content.ts";
import { escapeHtml as e } from "./escape.ts";
import { STYLE } from "./style.ts";

/**
 * One self-contained page about one run: no request, no script, light and dark, for phone, print and screen reader.
 *
 * @param items lines of `items.jsonl`, for the distributions and the quoted items
 * @example await reportHtml(RunRecord.parse(JSON.parse(text)), items)
 */
export function reportHtml(record: RunRecord, items: readonly ItemRecord[]): Promise<string> {
  return pageHtml({
    title: `${record.suite.title}: ${record.model.ref}`,
    kicker: "alienist: report of a run",
    heading: record.suite.title,
    facts: [`Model ${record.model.ref}`, `Run ${record.id}`],
    created: record.created,
    blocks: content(record, items),
  });
}

/** A page: what stands above it, and its blocks; each heading of level 2 starts a section. */
export interface Page {
  readonly title: string;
  readonly kicker: string;
  readonly heading: string;
  /** Lines below the heading; `created` ends the last one. */
  readonly facts: readonly string[];
  readonly created: string;
  readonly blocks: readonly Block[];
}

/** Any page of ours: the same style sheet, policy and form. */
export async function pageHtml({ title, kicker, heading, facts, created, blocks }: Page): Promise<string> {
  const sections = sectionsOf(blocks);
  const bodies = await Promise.all(sections.map(async (blocks, i) => {
    const parts = await Promise.all(blocks.map((block) => html(block, `s${i + 1}`)));
    return `<section aria-labelledby="s${i + 1}">\n${parts.join("\n")}\n</section>`;
  }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${await styleSource()}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${e(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">${e(kicker)}</p>
<h1>${e(heading)}</h1>
<p class="facts">${facts.map(e).join("<br>")}, <time datetime="${e(created)}">${e(created.slice(0, 10))}</time></p>
</header>
${bodies.join("\n")}
</main>
</body>
</html>
`;
}

/** Allows this style sheet only; without WebCrypto (plain http) any inline one. */
async function styleSource(): Promise<string> {
  if (globalThis.crypto?.subtle === undefined) return "'unsafe-inline'";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}

function sectionsOf(blocks: readonly Block[]): Block[][] {
  const sections: Block[][] = [];
  for (const block of blocks) {
    if (block.kind === "heading" && block.level === 2) sections.push([]);
    sections.at(-1)?.push(block);
  }
  return sections;
}

async function html(block: Block, id: string): Promise<string> {
  switch (block.kind) {
    case "heading":
      return block.level === 2 ? `<h2 id="${id}">${e(block.text)}</h2>` : `<h3>${e(block.text)}</h3>`;
    case "text":
      return `<p${block.tone === undefined ? "" : ` class="${block.tone}"`}>${e(block.text)}</p>`;
    case "verdict": {
      const at = block.tap === null ? "" : ` <span>at ${e(block.tap)}</span>`;
      return `<div class="verdict"><p class="word">${e(block.word)}${at}</p><p class="plain">${e(block.plain)}</p><p>${
        e(block.reason)
      }</p></div>`;
    }
    case "table":
      return table(block);
    case "list":
      return `<ul>${block.items.map((item) => `<li>${e(item)}</li>`).join("")}</ul>`;
    case "quote":
      return block.beside === undefined
        ? quote(block)
        : `<div class="twins">${quote(block)}${quote(block.beside)}</div>`;
    case "paste":
      return `<p class="paste">${e(block.text)}</p>`;
    case "charts":
      return await charts(block);
    default:
      return block satisfies never;
  }
}

function quote({ text, cite }: Quote): string {
  return `<blockquote><p>${e(text)}</p><cite>${e(minus(cite))}</cite></blockquote>`;
}

async function charts({ charts, caption, beside, folded }: Extract<Block, { kind: "charts" }>): Promise<string> {
  const drawn = await Promise.all(charts.map(drawSvg));
  const below = (said: string | undefined) => (said === undefined ? "" : `<p class="below">${e(minus(said))}</p>`);
  const panel = (svg: string, i: number) =>
    `<div class="panel"><h3>${e(charts[i]!.title)}</h3>${svg}${below(charts[i]!.caption)}</div>`;
  const figure = drawn.length === 1 && charts[0]!.caption === undefined
    ? drawn[0]!
    : `<div class="panels">${drawn.map(panel).join("\n")}</div>`;
  const whole = `<figure>${figure}<figcaption>${e(caption)}</figcaption></figure>`;
  const both = beside === undefined ? whole : `<div class="beside">${whole}${table(beside)}</div>`;
  return folded === undefined ? both : `<details><summary>${e(folded)}</summary>${both}</details>`;
}

/** Roles are spelled out because a phone's layout takes the table apart, and some readers then forget it is one. */
function table({ caption, head, rows, folded }: TableBlock): string {
  const wide = head.length > 5;
  const kind = (i: number) => (head[i]?.number ? ' class="n"' : "");
  const headRow = head.map((column, i) => `<th scope="col" role="columnheader"${kind(i)}>${e(column.text)}</th>`).join(
    "",
  );
  const body = rows.map(({ cells, note, strong, group }) => {
    const title = group === undefined
      ? ""
      : `<tr role="row" class="group"><th scope="rowgroup" role="rowheader" colspan="${head.length}">${
        e(group)
      }</th></tr>`;
    const inner = cells.map((cell, i) =>
      i === 0
        ? `<th scope="row" role="rowheader">${e(cell)}</th>`
        : `<td role="cell"${kind(i)} data-label="${e(head[i]?.text ?? "")}">${
          e(head[i]?.number ? minus(cell) : cell)
        }</td>`
    ).join("");
    const says = note === undefined
      ? ""
      : `<tr role="row" class="says"><td role="cell" colspan="${head.length}">${e(minus(note))}</td></tr>`;
    return `${title}<tr role="row"${strong ? ' class="strong"' : ""}>${inner}</tr>${says}`;
  });
  const inner =
    `<div class="scroll" tabindex="0" role="region" aria-label="${e(caption)}"><table role="table"${
      wide ? ' class="wide"' : ""
    }><caption>${e(caption)}</caption>` +
    `<thead role="rowgroup"><tr role="row">${headRow}</tr></thead>\n<tbody role="rowgroup">${
      body.join("\n")
    }</tbody></table></div>`;
  return folded ? `<details><summary>${e(caption)}</summary>${inner}</details>` : inner;
}

/** A true minus sign before numbers. */
function minus(cell: string): string {
  return cell.replace(/(^|[\s(])-(?=\d)/g, "$1\u2212");
}
