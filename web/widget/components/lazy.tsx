import { h, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../texts";

const loads: (() => Promise<unknown>)[] = [];

/** Fetches all parts ahead, so that a network that is lost later takes none of them away. */
export function fetchParts(): void {
  for (const load of loads) load().catch(() => undefined);
}

/**
 * A part of the app that is fetched when it is first shown. Until it is here its place says so, and
 * when it cannot be fetched it is tried again with the network or by the customer.
 */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let part: ComponentType<Props> | null = null;
  loads.push(load);
  return function Lazy(props: Props) {
    const [, redraw] = useState({});
    const [failed, setFailed] = useState(false);
    const fetch = () => {
      setFailed(false);
      load().then(
        (loaded) => {
          part = loaded;
          redraw({});
        },
        () => setFailed(true),
      );
    };
    useEffect(() => {
      if (!part) fetch();
    }, []);
    useEffect(() => {
      if (!failed) return;
      addEventListener("online", fetch);
      return () => removeEventListener("online", fetch);
    }, [failed]);
    if (part) return h(part as ComponentType<object>, props);
    if (!failed) return <p class="part">{t("loading")}</p>;
    return (
      <p class="part">
        {t("loadFailed")}{" "}
        <button type="button" class="link" onClick={fetch}>
          {t("retry")}
        </button>
      </p>
    );
  };
}
