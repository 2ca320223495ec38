/** The browser's store for files and the way up to the gateway: loaded with the first file. */
import { Problem, readProblem } from "../shared/http";
import type { Attachment } from "../shared/protocol";
import type { Parcel } from "./contents";
import { t } from "./texts";

const DATABASE = "attune";
const STORE = "files";
/** A slow line may need this long for the largest file, in milliseconds. */
const UPLOAD_LIMIT = 120_000;

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T> | void): Promise<T | undefined> {
  const transaction = (await open()).transaction(STORE, mode);
  const request = act(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export async function keep(key: string, content: Blob): Promise<void> {
  await inStore("readwrite", (store) => store.put(content, key));
}

export async function find(key: string): Promise<Blob | null> {
  const found = await inStore<unknown>("readonly", (store) => store.get(key));
  return found instanceof Blob ? found : null;
}

export async function drop(keys: string[]): Promise<void> {
  await inStore("readwrite", (store) => keys.forEach((key) => store.delete(key)));
}

/** Sends one file; XMLHttpRequest is what tells how far it has come. */
export function upload({ url, headers, name, content, share, signal }: Parcel): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(new Problem(0, "", t("fileNotUploaded", { name })));
    request.open("POST", url);
    request.timeout = UPLOAD_LIMIT;
    for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
    request.setRequestHeader("Content-Type", content.type || "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(name));
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && share(loaded / total);
    request.onerror = request.ontimeout = request.onabort = fail;
    request.onload = () => {
      const answer = decode(request.responseText);
      const attachment = (answer as { attachment?: Attachment } | null)?.attachment;
      if (request.status >= 200 && request.status < 300 && attachment) resolve(attachment);
      // The one refusal that customers meet, in their language: the name said one thing, the content another.
      else if (request.status === 415) reject(new Problem(415, "", t("file.type", { name })));
      else reject(readProblem(request.status, request.statusText || t("fileNotUploaded", { name }), answer));
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(content);
  });
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
