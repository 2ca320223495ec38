/**
 * The content of the customer's files until the gateway has them: in memory at once, and in the
 * browser's own store as soon as that is loaded, so that a reload loses none of them.
 */
import { Problem } from "../shared/http";
import type { Attachment } from "../shared/protocol";
import type { PendingFile } from "./conversation";
import { t } from "./texts";

/** What the part of the app for files can do; it is loaded when the first file is chosen. */
export interface Shelf {
  keep(key: string, content: Blob): Promise<void>;
  find(key: string): Promise<Blob | null>;
  drop(keys: string[]): Promise<void>;
  upload(parcel: Parcel): Promise<Attachment>;
}

export interface Parcel {
  url: string;
  headers: Record<string, string>;
  name: string;
  content: Blob;
  share(share: number): void;
  signal: AbortSignal;
}

export type Door = { url: string; headers: Record<string, string> };

export class Contents {
  private readonly memory = new Map<string, Blob>();

  constructor(private readonly shelf: () => Promise<Shelf>) {}

  /** Fetches the shelf ahead: without a network it could not be had when it is needed most. */
  prepare(): void {
    this.shelf().catch(() => undefined);
  }

  keep(files: PendingFile[], contents: Blob[]): void {
    files.forEach(({ key }, index) => {
      const content = contents[index]!;
      this.memory.set(key, content);
      // A browser without such a store, or a full one: the memory serves until the page is left.
      void this.shelf().then((shelf) => shelf.keep(key, content)).catch(() => undefined);
    });
  }

  async find(key: string): Promise<Blob | null> {
    return this.memory.get(key) ?? (await this.shelf().then((shelf) => shelf.find(key), () => null));
  }

  /** Uploads one file to a conversation. */
  async upload(file: PendingFile, door: Door, share: (share: number) => void, signal: AbortSignal): Promise<Attachment> {
    const content = await this.find(file.key);
    if (!content) throw new Problem(410, "", t("fileGone", { name: file.name }));
    const shelf = await this.shelf().catch(() => {
      throw new Problem(0, "", t("fileNotUploaded", { name: file.name }));
    });
    const attachment = await shelf.upload({ ...door, name: file.name, content, share, signal });
    // Shown from here from now on: what went up need not come down again.
    this.memory.set(attachment.id, content);
    return attachment;
  }

  drop(keys: string[]): void {
    if (keys.length === 0) return;
    for (const key of keys) this.memory.delete(key);
    void this.shelf().then((shelf) => shelf.drop(keys)).catch(() => undefined);
  }

  /** The customer has gone: nothing of theirs is left in this page. */
  clear(keys: string[]): void {
    this.drop(keys);
    this.memory.clear();
  }
}
