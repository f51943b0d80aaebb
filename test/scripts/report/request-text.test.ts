import { describe, expect, it } from "vitest";
import { askForGrant } from "../../../scripts/decide/requests/access.ts";
import { requestableIn } from "../../../scripts/decide/requests/requestable.ts";
import {
  type Requested,
  requestableText,
  requestJson,
  requestMarkdown,
  requestText,
  usageLines,
} from "../../../scripts/report/request-text.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

const ASKED: Requested = {
  proposal: {
    branch: "request/prod/grant-1",
    title: "Grant x",
    action: "opened",
    number: 7,
    url: "https://github.example/7",
    notes: ["a note"],
  },
  usage: { window: "from a to b", command: "aws sts assume-role" },
  askedBy: ["person/w5"],
  mayApprove: { "team/security": ["sec-s", "sue-t"], "team/ghosts": [] },
  warnings: ["too long"],
};

describe("scripts/report/request-text", () => {
  it("says where it is, who approves and how it is used", () => {
    expect(requestText(ASKED)).toBe(
      [
        "opened #7: Grant x",
        "  https://github.example/7",
        "  from a to b",
        "  then, with the credentials that act for the person: aws sts assume-role",
        "  approval needed: team/security (sec-s, sue-t)",
        "  approval needed: team/ghosts, which nobody can give",
        "  asked for by person/w5, whose approval does not count",
        "  note: a note",
        "  the gate would say: too long",
      ].join("\n"),
    );
    const dry: Requested = {
      ...ASKED,
      usage: undefined,
      proposal: { ...ASKED.proposal, action: "would open", number: null, url: null, body: "one\ntwo\n" },
    };
    expect(requestText(dry)).toMatch(/^would open: Grant x\n {2}request\/prod\/grant-1\n[\s\S]*\n\n {4}\| one\n {4}\| two$/);
    expect(usageLines(undefined)).toEqual([]);
  });

  it("tells the issue the next step and the exact command", () => {
    expect(requestMarkdown(ASKED)).toBe(
      "**Next step:** team/security and team/ghosts approves #7; your own approval does not count.\n\nOnce it is merged and deployed, with the credentials that act for you:\n```sh\naws sts assume-role\n```",
    );
    expect(requestMarkdown({ ...ASKED, usage: undefined })).not.toContain("```");
  });

  it("is JSON without the edits", () => {
    const declared = small();
    const wish = { role: "admin", who: "person/w5", reason: "INC-2231 restore of the orders table", window: {} } as const;
    const request = askForGrant(wish, declared.accounts.get("prod")!, declared, AS_OF);
    if ("because" in request) throw new Error(request.because);
    const json = JSON.parse(requestJson(ASKED, request));
    expect(Object.keys(json)).toEqual(["schema", "request", "usage", "proposal", "askedBy", "mayApprove", "warnings"]);
    expect([json.schema, json.request.record, json.request.edits]).toEqual(["tenure/request/1", "grants/2026-11-24-w5-admin", undefined]);
  });

  it("lists what can be asked for", () => {
    expect(requestableText(requestableIn(small().accounts.get("prod")!, AS_OF), AS_OF)).toBe(
      [
        "prod  admin: Full administration during incidents",
        "  by team/platform, at most 4h, approved by team/security; until 2027-03-31T00:00:00Z",
        "  gives arn:aws:iam::aws:policy/AdministratorAccess",
      ].join("\n"),
    );
    expect(requestableText([], AS_OF)).toBe("nothing can be asked for as of 2026-11-24T00:00:00Z");
  });
});
