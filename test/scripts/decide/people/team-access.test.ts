import { describe, expect, it } from "vitest";
import { merged } from "../../../support/decisions.ts";
import { decidedAbout, TEMPLATES } from "../../../support/people.ts";
import { SMALL } from "../../../support/small-organisation.ts";

const P = "accounts/prod";
const USER = (groups: string) => `owner: person/w2\npurpose: Works in the ledger\nexpires: 2027-03-31\ngroups: [${groups}]\n`;
const settings = (access: string) => ({ "settings.yaml": `teams: { security: security, platform: platform }\naccess: ${access}\n` });

function moved(access: Record<string, string>, groups: string | undefined, team = "platform") {
  const files = { ...access, ...(groups === undefined ? {} : { [`${P}/people/w2.yaml`]: USER(groups) }) };
  const { only, tree } = decidedAbout({ w2: { department: team } }, files);
  const user = merged(tree, only.edits).accounts.get("prod")!.records.get("people/w2")?.fields as unknown as
    | Record<string, unknown>
    | undefined;
  return { user, notes: only.notes };
}

describe("scripts/decide/people/team-access", () => {
  it("takes from a mover what the new team does not give, gives what it does, and keeps what both give", () => {
    const access = settings(
      "{ team/payments: { prod: { kind: people, groups: [writers] } }, team/platform: { prod: { kind: people, groups: [readers] } } }",
    );
    const { user, notes } = moved(access, "writers");
    expect([user?.groups, user?.state]).toEqual([["readers"], undefined]);
    expect(notes).toEqual(expect.arrayContaining(["prod/people/w2 loses the group writers, which team/platform does not give"]));
  });

  it("stops a user, so that it can be undone, where the new team gives nothing in the account", () => {
    expect(moved(TEMPLATES, "readers").user).toMatchObject({ state: "disabled", groups: ["readers"] });
  });

  it("takes only what the old team gave where nothing is said of the new one, and lists the rest", () => {
    const access = settings("{ team/payments: { prod: { kind: people, groups: [readers] } } }");
    const { user, notes } = moved(access, "readers, writers", "security");
    expect(user?.groups).toEqual(["writers"]);
    expect(notes).toContain("to certify again: prod/people/w2 keeps the group writers");
  });

  it("changes nothing where the settings say nothing", () => {
    expect(moved({}, "readers, writers").user).toMatchObject({ groups: ["readers", "writers"] });
  });

  it("makes a user for a mover who has none in an account where the new team gives something", () => {
    const access = settings("{ team/platform: { prod: { kind: people, groups: [readers] } } }");
    expect(moved(access, undefined).user).toMatchObject({ owner: "person/w2", groups: ["readers"] });
  });

  it("ends a new user as late as its kind allows, and never after the last day", () => {
    const expires = (fields: object) => {
      const { only, tree } = decidedAbout({ w20: { starts: "2026-11-24", ...fields } }, TEMPLATES);
      return merged(tree, only.edits).accounts.get("prod")!.records.get("people/w20")!.fields.expires;
    };
    expect(expires({})).toBe("2027-05-23T00:00:00Z");
    expect(expires({ type: "contractor", ends: "2027-01-31" })).toBe("2027-02-01T00:00:00Z");
  });

  it("gives somebody who came back a new name, and writes it into the directory", () => {
    const back = { status: "active" as const, starts: "2026-11-24", department: "payments", manager: "w1" };
    const files = {
      ...TEMPLATES,
      [`${P}/retired/people/w9.yaml`]: `${SMALL[`${P}/people/w1.yaml`]!.replace("person/w1", "person/w9")}retired: { at: 2026-01-01, reason: left, ref: x }\n`,
    };
    const { only, tree } = decidedAbout({ w9: back }, files);
    const declared = merged(tree, only.edits);
    expect(declared.accounts.get("prod")!.records.get("people/w9-2")?.fields.owner).toBe("person/w9");
    expect(declared.directory.people.get("w9")).toMatchObject({ status: "active", aws: { prod: { user: "w9-2" } } });
  });
});
