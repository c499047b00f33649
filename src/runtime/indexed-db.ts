/// <reference lib="dom" />
import type { Store } from "./store.ts";

/** A store in the browser's IndexedDB: object store `texts` of database `name`. Where it is forbidden, nothing is kept. */
export function indexedDbStore(name: string): Store {
  let opened: Promise<IDBDatabase> | undefined;
  const database = () => opened ??= open(name);
  const run = async <T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>) =>
    await done(act((await database()).transaction("texts", mode).objectStore("texts")));
  return {
    async get(key) {
      const found: unknown = await run("readonly", (store) => store.get(key)).catch(() => undefined);
      return typeof found === "string" ? found : undefined;
    },
    async set(key, text) {
      await run("readwrite", (store) => store.put(text, key)).catch(() => undefined);
    },
  };
}

async function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => void request.result.createObjectStore("texts");
  return await done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
