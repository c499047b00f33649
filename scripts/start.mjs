// The main job on the embedded phantoms: `npm start`, `deno task start`. Fewer permutations and resamples keep it short.
const models = ["phantom:affect", "phantom:keyword", "phantom:lexical", "phantom:null", "phantom:wheel"];
const defaults = [
  "eval",
  "emotion",
  ...models.flatMap((model) => ["--model", model]),
  "--permutations",
  "999",
  "--bootstraps",
  "1000",
];
process.argv.splice(2, Infinity, ...defaults, ...process.argv.slice(2));
await import("Deno" in globalThis ? "../src/cli/main.ts" : "../dist/cli.js");
