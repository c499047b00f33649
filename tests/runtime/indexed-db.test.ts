import { test } from "uvu";
import * as assert from "uvu/assert";
import type { indexedDbStore } from "../../src/runtime/indexed-db.ts";
import { openTab } from "../browser.ts";

declare const bundle: { indexedDbStore: typeof indexedDbStore };

const tab = await openTab("tuning in IndexedDB", "src/runtime/indexed-db.ts");

if (tab) {
  test("what is set is there after the page was loaded anew, and in no other database", async () => {
    await tab.page.evaluate(async () => {
      const store = bundle.indexedDbStore("alienist");
      await store.set("x", "wide");
      await store.set("x", "narrow");
    });
    await tab.page.reload();
    const found = await tab.page.evaluate(async () => [
      await bundle.indexedDbStore("alienist").get("x"),
      await bundle.indexedDbStore("alienist").get("y") ?? null,
      await bundle.indexedDbStore("other").get("x") ?? null,
    ]);
    assert.equal(found, ["narrow", null, null]);
  });

  test("where IndexedDB is forbidden nothing is kept and nothing breaks", async () => {
    const found = await tab.page.evaluate(async () => {
      Object.defineProperty(globalThis, "indexedDB", {
        get: () => {
          throw new DOMException("no", "SecurityError");
        },
      });
      const store = bundle.indexedDbStore("alienist");
      await store.set("x", "wide");
      return await store.get("x") ?? null;
    });
    assert.is(found, null);
  });

  test("closing the browser", async () => {
    await tab.close();
    assert.not.ok(tab.page.context().browser()?.isConnected());
  });
} else {
  test("without a browser the store is not there either", () => {
    assert.not.ok("indexedDB" in globalThis);
  });
}

test.run();
