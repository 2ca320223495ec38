import { useEffect, useRef, useState } from "preact/hooks";

const bearsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Takes files that are dropped anywhere on the page; says whether some are held over it. */
export function useDrop(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;

  useEffect(() => {
    const listeners: [string, (event: DragEvent) => void][] = [
      [
        "dragover",
        (event) => {
          if (!bearsFiles(event)) return;
          // Otherwise the browser would leave the chat and show the file instead.
          event.preventDefault();
          setOver(true);
        },
      ],
      // Between two elements the pointer has a place to go to; out of the page it has none.
      ["dragleave", (event) => event.relatedTarget === null && setOver(false)],
      [
        "drop",
        (event) => {
          setOver(false);
          if (!bearsFiles(event)) return;
          event.preventDefault();
          take.current([...(event.dataTransfer?.files ?? [])]);
        },
      ],
    ];
    for (const [name, listener] of listeners) addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of listeners) removeEventListener(name, listener as EventListener);
    };
  }, []);
  return over;
}
