import { describe, expect, it } from "vitest";
import { LEGAL_NAME, LEGAL_TAG_TEXT, policySize } from "../../../stacks/iam/quotas.ts";

describe("stacks/iam/quotas", () => {
  it("counts a policy as IAM does: without white space", () => {
    const document = { Version: "2012-10-17", Statement: [] };
    expect(policySize(JSON.stringify(document, null, 4))).toBe(JSON.stringify(document).length);
    expect(policySize(" \t\r\n")).toBe(0);
  });

  // domain.md B2: the examples that AWS accepts and refuses.
  it.each(["", "alice+ci@example.org", "2026-12-31T23:59:59Z", "+02:00", "team/payments", "Ärger in Öl", "中文", "a b_c.d:e/f=g-h"])(
    "takes %j as the text of a tag",
    (text) => {
      expect(LEGAL_TAG_TEXT.test(text)).toBe(true);
    },
  );

  it.each(["O'Neil", "#1", "a,b", "!", "*", "(x)", "50%", "line\nbreak", "tab\t", "emoji 🙂"])(
    "refuses %j as the text of a tag",
    (text) => {
      expect(LEGAL_TAG_TEXT.test(text)).toBe(false);
    },
  );

  it.each(["a", "A9+=,.@_-", "-", "w1042"])("takes %j as a name", (name) => {
    expect(LEGAL_NAME.test(name)).toBe(true);
  });

  it.each(["", "a b", "a/b", "a#b", "ä", "a:b", "a*", "a\n"])("refuses %j as a name", (name) => {
    expect(LEGAL_NAME.test(name)).toBe(false);
  });
});
