import { linkify } from "./linkify";

/** A message's words as text, with web addresses made followable. Nothing is ever read as HTML. */
export function RichText({ text }: { text: string }) {
  return (
    <>
      {linkify(text).map((part) =>
        part.href ? (
          <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  );
}
