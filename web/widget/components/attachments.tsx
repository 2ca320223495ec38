import { useEffect, useRef, useState } from "preact/hooks";
import { formatPercent, formatSize } from "../../shared/format";
import { Icon } from "../../shared/icons";
import "../styles/attachments.css";
import { locale } from "../locale";
import { dataAddress, save } from "../save";
import { t } from "../texts";
import { Viewer } from "./viewer";

/** A file of a message: one that was sent, by its number, or one on its way, by its key. */
export interface ShownFile {
  id: string;
  name: string;
  media_type: string;
  size: number;
  /** How much of it has gone up, from 0 to 1. */
  share?: number | undefined;
}

interface AttachmentsProps {
  files: ShownFile[];
  load(id: string): Promise<Blob>;
}

export function Attachments({ files, load }: AttachmentsProps) {
  return (
    <ul class="files" role="list" aria-label={t("files")}>
      {files.map((file) => (
        <li key={file.id} data-testid="attachment">
          {file.media_type.startsWith("image/") ? <Picture file={file} load={load} /> : <Chip file={file} load={load} />}
          {file.share !== undefined && <Progress share={file.share} name={file.name} />}
        </li>
      ))}
    </ul>
  );
}

type PartProps = { file: ShownFile; load(id: string): Promise<Blob> };

/** A small picture, fetched when it comes into view; a click shows it large. */
function Picture({ file, load }: PartProps) {
  const place = useRef<HTMLButtonElement>(null);
  const [content, setContent] = useState<Blob | null>(null);
  const [address, setAddress] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const [large, setLarge] = useState(false);

  const fetch = () => {
    setFailed(false);
    load(file.id)
      .then(async (blob) => {
        setContent(blob);
        setAddress(await dataAddress(blob));
      })
      .catch(() => setFailed(true));
  };

  useEffect(() => {
    if (typeof IntersectionObserver === "undefined") return fetch();
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      fetch();
    });
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, [file.id]);

  if (failed) return <Chip file={file} load={load} failed />;
  return (
    <>
      <button
        type="button"
        class="thumb"
        ref={place}
        aria-label={t("openImage", { name: file.name })}
        onClick={() => address && setLarge(true)}
        data-testid="thumbnail"
      >
        {address && <img src={address} alt="" onError={() => setFailed(true)} />}
      </button>
      {large && address && content && (
        <Viewer name={file.name} address={address} content={content} onClose={() => setLarge(false)} />
      )}
    </>
  );
}

function Chip({ file, load, failed: failedBefore = false }: PartProps & { failed?: boolean }) {
  const [failed, setFailed] = useState(failedBefore);
  const download = () => {
    setFailed(false);
    load(file.id).then(
      (content) => save(content, file.name),
      () => setFailed(true),
    );
  };
  return (
    <div class="file-chip">
      <Icon name="file" />
      <span class="file-name">
        <bdi>{file.name}</bdi>
        <small>{formatSize(file.size, locale())}</small>
      </span>
      <button type="button" class="quiet" aria-label={t("downloadFile", { name: file.name })} onClick={download}>
        <Icon name="download" />
      </button>
      {failed && (
        <small class="file-failed" role="alert">
          {t("fileFailed", { name: file.name })}
        </small>
      )}
    </div>
  );
}

function Progress({ share, name }: { share: number; name: string }) {
  const words = t("uploading", { share: formatPercent(share) });
  return <progress value={share} max={1} aria-label={`${name}: ${words}`} title={words} />;
}
