import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cspHash, escaped, html, jsonInScript, trusted } from "../../../../scripts/report/page/markup.ts";

const EVIL = `</script><img src=x onerror="alert('1')">&`;

describe("scripts/report/page/markup", () => {
  it("escapes everything that is put in, in text and in attributes, but for markup", () => {
    expect(html`<p title="${EVIL}">${[EVIL, 7, html`<b>${"<"}</b>`]}</p>`.markup).toBe(
      `<p title="${escaped(EVIL)}">${escaped(EVIL)}7<b>&#60;</b></p>`,
    );
    expect(escaped(EVIL)).toBe("&#60;/script&#62;&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;");
    expect(html`${trusted("<hr>")}`.markup).toBe("<hr>");
  });

  it("writes JSON that is the same value and can end no script", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(EVIL, "<!--<script>", "\u2028")), (text) => {
        const { markup } = jsonInScript({ text });
        expect(JSON.parse(markup)).toEqual({ text });
        expect(markup).not.toMatch(/[<>&\u2028\u2029]/);
      }),
    );
  });

  it("names a script by its hash, as content security policies do", () => {
    expect(cspHash("a()")).toBe(`'sha256-${createHash("sha256").update("a()").digest("base64")}'`);
  });
});
