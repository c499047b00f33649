import type { CommandModule } from "yargs";
import { addOptions, JSON_FLAG, SUITE } from "./common.ts";
import { once, whole } from "./values.ts";

export const auditCommand: CommandModule = {
  command: "audit <suite>",
  describe: "What text alone gives away in a suite: function words, length, bag of words, leaks",
  builder: (yargs) =>
    addOptions(
      yargs.positional("suite", SUITE),
      {
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
  async handler({ suite, seed, json, outputPath }) {
    const { loadSuite } = await import("../run/suites.ts");
    const { audit } = await import("../measure/audit.ts");
    const { auditMarkdown, auditTable } = await import("../report/audit.ts");
    const { writeAs } = await import("../run/copy.ts");
    const { color, columns, print } = await import("../runtime/terminal.ts");
    const record = await audit(await loadSuite(suite as string), { seed: whole("seed", seed, 0) });
    if (outputPath !== undefined) {
      const forms = {
        ".json": () => JSON.stringify(record, null, 1) + "\n",
        ".md": () => auditMarkdown(record) + "\n",
      };
      await writeAs(once("output-path", outputPath as string), forms);
    }
    await print(
      json ? JSON.stringify(record) + "\n" : auditTable(record, { color: color("stdout"), width: columns() }) + "\n",
    );
  },
};
