import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { save } from "../save";
import { t } from "../texts";

interface ViewerProps {
  name: string;
  address: string;
  content: Blob;
  onClose(): void;
}

/** One picture as large as there is room. The browser keeps the focus inside and gives it back. */
export function Viewer({ name, address, content, onClose }: ViewerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    <dialog
      class="viewer"
      ref={dialog}
      aria-label={name}
      data-testid="viewer"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && close()}
      // Escape closes the picture, not the chat behind it.
      onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}
    >
      <header>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <button type="button" class="quiet" aria-label={t("downloadFile", { name })} onClick={() => save(content, name)}>
          <Icon name="download" />
        </button>
        <button type="button" class="quiet" aria-label={t("closeImage")} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <img src={address} alt={t("imageOf", { name })} />
    </dialog>
  );
}
