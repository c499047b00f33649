import type { CommandModule } from "yargs";
import { addOptions, JSON_FLAG } from "./common.ts";

export const suitesCommand: CommandModule = {
  command: "suites",
  describe: "List the suites that come with the package",
  builder: (yargs) =>
    addOptions(yargs, {
      "json": JSON_FLAG,
    }),
  async handler({ json }) {
    const { loadSuite, suiteNames } = await import("../run/suites.ts");
    const { print } = await import("../runtime/terminal.ts");
    for (const name of await suiteNames()) {
      const { version, title, question, items, constructs, hash } = await loadSuite(name);
      const row = { name, version, title, question, items: items.length, constructs, hash };
      await print(
        json
          ? JSON.stringify(row) + "\n"
          : `${name} ${version}  ${title}\n  ${question}\n  ${items.length} items, ${constructs.length} constructs: ${
            constructs.join(", ")
          }\n`,
      );
    }
  },
};
