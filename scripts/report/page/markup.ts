import { createHash } from "node:crypto";

/** HTML that may be put into a page as it is. Only `html`, `joined` and `trusted` make it, so that what comes from records is always escaped. */
export type Markup = { readonly markup: string };

/** What a template may hold: text and numbers are escaped, markup is not. */
export type Content = Markup | string | number | readonly Content[];

/** A piece of HTML; everything that is put into it is escaped for text and for attributes in quotes. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: parts.map((part, index) => part + (index < contents.length ? printed(contents[index]!) : "")).join("") };
}

/** Text of our own that is HTML already, such as a style sheet or an image that a library drew. Never anything that a record holds. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** Text for HTML and for attributes in quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

/** A value as JSON that may stand in a `<script>`: no `</script>` and no `<!--` can come about in it (HTML, section 4.12.1.3). */
export function jsonInScript(value: unknown): Markup {
  return trusted(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`));
}

/** How a content security policy names a script or a style sheet that stands in the page. */
export function cspHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function printed(content: Content): string {
  if (Array.isArray(content)) return (content as readonly Content[]).map(printed).join("");
  return typeof content === "object" ? (content as Markup).markup : escaped(String(content));
}
