import type { TopLevelSpec } from "vega-lite";
import type { Chart } from "../blocks.ts";
import { escapeHtml } from "../escape.ts";
import { THEME } from "./theme.ts";

/**
 * Draws a chart as one `<svg role="img">` that names itself to screen readers; needs no DOM.
 *
 * vega numbers clip paths and gradients over the life of the process: ids are renumbered under the chart's own, so that
 * the same chart gives the same bytes and two charts share a page.
 */
export async function drawSvg(chart: Chart): Promise<string> {
  const [vegaLite, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  const spec = { ...chart.spec, config: THEME } as unknown as TopLevelSpec;
  const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: "none", logLevel: vega.Error });
  try {
    return named(await view.toSVG(), chart);
  } finally {
    view.finalize();
  }
}

function named(svg: string, chart: Chart): string {
  const box = /viewBox="([^"]*)"/.exec(svg)?.[1] ?? "0 0 1 1";
  const [, , width = "1", height = "1"] = box.split(" ");
  const ids = new Map<string, string>();
  const inner = svg.slice(svg.indexOf(">") + 1)
    .replace(/\b(id="|url\(#|href="#)([^")]+)/g, (_, lead: string, id: string) => {
      if (!ids.has(id)) ids.set(id, `${chart.id}-${ids.size}`);
      return lead + ids.get(id);
    })
    .replace(/ style="[^"]*"/g, "");
  return `<svg class="chart" role="img" viewBox="${box}" width="${width}" height="${height}" aria-labelledby="${chart.id}-title ${chart.id}-desc">` +
    `<title id="${chart.id}-title">${escapeHtml(chart.title)}</title><desc id="${chart.id}-desc">${
      escapeHtml(chart.description)
    }</desc>${inner}`;
}
