import { formatSize } from "../../shared/format";
import { Icon } from "../../shared/icons";
import type { Attachment } from "../../shared/protocol";
import "../styles/attachments.css";
import { t } from "../texts";

/** What a customer sent. The gateway hands files out as downloads, so none of them runs in the desk. */
export function Attachments({ files }: { files: Attachment[] }) {
  return (
    <ul class="turn-files" role="list" aria-label={t("files")}>
      {files.map(({ id, name, media_type, size }) => {
        const address = `/desk/api/attachments/${encodeURIComponent(id)}`;
        const picture = media_type.startsWith("image/");
        return (
          <li key={id}>
            <a href={address} download={name} data-testid="attachment">
              {picture ? <img src={address} alt="" loading="lazy" /> : <Icon name="file" />}
              <span>
                <bdi>{name}</bdi>
                <small class="soft">{formatSize(size)}</small>
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
