/** Version of the package; a test compares it with package.json and deno.json. */
export const VERSION = "0.3.0";
