import { describe, expect, it } from "vitest";
import { approvalsMarkdown, missingText } from "../../../scripts/report/approvals-markdown.ts";
import { approvalsWith } from "../../support/verdicts.ts";

describe("scripts/report/approvals-markdown", () => {
  it("says who may give what is missing", () => {
    expect(missingText({ missing: ["team/a", "team/b"], mayApprove: { "team/a": ["x", "y"], "team/b": ["z"] } })).toBe(
      "x or y (team/a) and z (team/b)",
    );
  });

  it("escapes what people can name", () => {
    const refused = [{ login: "<b>", because: "is @somebody" }];
    expect(approvalsMarkdown(approvalsWith({ required: [], missing: [], refused })).body).toBe(
      "### Approvals\n- the approval of &lt;b> does not count: &lt;b> is @\u200bsomebody",
    );
  });
});
