import type { CommandModule } from "yargs";
import type { AuditRecord } from "../record/audit.ts";
import type { TerminalOptions } from "../report/terminal.ts";
import { addOptions, JSON_FLAG, SUITE } from "./common.ts";
import { ThresholdFailed } from "./fail.ts";
import { once, whole } from "./values.ts";

export const auditCommand: CommandModule = {
  command: "audit <suite>",
  describe: "What text alone gives away in a suite: function words, length, bag of words, leaks",
  builder: (yargs) =>
    addOptions(
      yargs.positional("suite", SUITE),
      {
        "compare": {
          type: "string",
          requiresArg: true,
          describe: "Another suite, name or folder: both side by side, with the difference",
        },
        "strict": {
          type: "boolean",
          default: false,
          describe: "Exit with 100 when <suite> fails a bar or count; the other suite of --compare is not judged",
        },
        "seed": { type: "number", default: 0, describe: "Seed of folds and resamples" },
        "output-path": {
          alias: "o",
          type: "string",
          requiresArg: true,
          describe: "Write it too: .json, or .md as the suite's card shows it",
        },
        "json": JSON_FLAG,
      },
    ),
  async handler({ suite, compare, strict, seed, json, outputPath }) {
    const { writeAs } = await import("../run/copy.ts");
    const { auditFailures } = await import("../report/audit.ts");
    const { color, columns, print } = await import("../runtime/terminal.ts");
    const other = compare === undefined ? undefined : once("compare", compare as string);
    const { record, a, markdown, table } = await audited(suite as string, other, whole("seed", seed, 0));
    if (outputPath !== undefined) {
      const forms = { ".json": () => JSON.stringify(record, null, 1) + "\n", ".md": () => markdown() + "\n" };
      await writeAs(once("output-path", outputPath as string), forms);
    }
    await print((json ? JSON.stringify(record) : table({ color: color("stdout"), width: columns() })) + "\n");
    if (strict && !a.pass) {
      throw new ThresholdFailed(`The audit of ${a.suite} fails: ${auditFailures(a).join(", ")}.`);
    }
  },
};

/** The audit of a suite, or of two, with its faces. `a` is the audit of the first. */
async function audited(suite: string, other: string | undefined, seed: number) {
  const { loadSuite } = await import("../run/suites.ts");
  const { audit } = await import("../measure/audit.ts");
  const suites = await Promise.all([suite, ...(other === undefined ? [] : [other])].map(loadSuite));
  const records: AuditRecord[] = [];
  for (const one of suites) records.push(await audit(one, { seed }));
  const [a, b] = records as [AuditRecord, AuditRecord?];
  if (b === undefined) {
    const { auditMarkdown, auditTable } = await import("../report/audit.ts");
    const table = (options: TerminalOptions) => auditTable(a, options);
    return { record: a, a, markdown: () => auditMarkdown(a), table };
  }
  const { compareAudits, comparisonMarkdown, comparisonTable } = await import("../report/audit-compare.ts");
  const record = compareAudits(a, b), table = (options: TerminalOptions) => comparisonTable(record, options);
  return { record, a, markdown: () => comparisonMarkdown(record), table };
}
