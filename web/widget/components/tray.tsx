import { useEffect, useState } from "preact/hooks";
import { formatSize } from "../../shared/format";
import { Icon } from "../../shared/icons";
import "../styles/attachments.css";
import { locale } from "../locale";
import { dataAddress } from "../save";
import { t } from "../texts";

/** The files that will go with the next message. */
export function Tray({ files, onRemove }: { files: File[]; onRemove(file: File): void }) {
  return (
    <ul class="tray" role="list" aria-label={t("files")} data-testid="tray">
      {files.map((file) => (
        <li>
          <Preview file={file} />
          <span class="file-name">
            <bdi>{file.name}</bdi>
            <small>{formatSize(file.size, locale())}</small>
          </span>
          <button type="button" class="quiet" aria-label={t("removeFile", { name: file.name })} onClick={() => onRemove(file)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Preview({ file }: { file: File }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file.type.startsWith("image/")) return;
    dataAddress(file).then(setAddress, () => undefined);
  }, [file]);
  return address ? <img src={address} alt="" /> : <Icon name="file" />;
}
