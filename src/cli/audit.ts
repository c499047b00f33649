import type { CommandModule } from "yargs";
import { addOptions, JSON_FLAG } from "./common.ts";
import { whole } from "./values.ts";

export const auditCommand: CommandModule = {
  command: "audit <suite>",
  describe: "What text alone gives away in a suite: function words, length, bag of words, leaks",
  builder: (yargs) =>
    addOptions(
      yargs.positional("suite", {
        type: "string",
        demandOption: true,
        describe: "Name, or folder with suite.json and items.csv",
      }),
      {
        "seed": { type: "number", default: 0, describe: "Seed of folds and resamples" },
        "json": JSON_FLAG,
      },
    ),
  async handler({ suite, seed, json }) {
    const { loadSuite } = await import("../run/suites.ts");
    const { audit } = await import("../measure/audit.ts");
    const { auditTable } = await import("../report/audit.ts");
    const { color, columns, print } = await import("../runtime/terminal.ts");
    const record = await audit(await loadSuite(suite as string), { seed: whole("seed", seed, 0) });
    await print(
      json ? JSON.stringify(record) + "\n" : auditTable(record, { color: color("stdout"), width: columns() }) + "\n",
    );
  },
};
