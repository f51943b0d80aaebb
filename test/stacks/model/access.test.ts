import { describe, expect, it } from "vitest";
import { accessOfTeam } from "../../../stacks/model/access.ts";
import { settingsOf } from "../../support/builders.ts";
import { small } from "../../support/small-organisation.ts";

const given = (access: unknown) => settingsOf({ access }).access;

describe("stacks/model/access", () => {
  it("tells what a team gets by account, and tells a team that gets nothing from one of which nothing is said", () => {
    const access = given({ "team/payments": { prod: { kind: "people", groups: ["readers"] } }, "team/web": {} });
    expect(accessOfTeam(access, "payments")).toEqual({ prod: { kind: "people", groups: ["readers"], console: false } });
    expect(accessOfTeam(access, "web")).toEqual({});
    expect(accessOfTeam(access, "constructor")).toBeUndefined();
  });

  it.each([
    ["a team without its prefix", { payments: {} }],
    ["another kind of record", { "team/payments": { prod: { kind: "grants" } } }],
    ["an unknown key", { "team/payments": { prod: { kind: "people", group: ["readers"] } } }],
    ["a group twice", { "team/payments": { prod: { kind: "people", groups: ["readers", "readers"] } } }],
  ])("refuses %s", (_, access) => {
    expect(() => given(access)).toThrow();
  });

  it.each([
    [
      "team/payment",
      "access: { team/payment: {} }",
      'settings.yaml:2: access: "payment" is not in the directory; did you mean "payments"?',
    ],
    [
      "an account",
      "access: { team/payments: { prd: { kind: people } } }",
      "settings.yaml:2: access: there is no accounts/prd/account.yaml",
    ],
    [
      "a group",
      "access: { team/payments: { prod: { kind: people, groups: [reader] } } }",
      "settings.yaml:2: access: there is no record accounts/prod/groups/reader.yaml",
    ],
    [
      "the team of a department",
      "sources: { hr: { format: json, file: hr.json, words: { department: { Pay: pay } } } }",
      'settings.yaml:2: sources.hr.words.department: "pay" is not in the directory',
    ],
  ])("says where the settings name what is not there: %s", (_, line, message) => {
    const settings = `teams: { security: security, platform: platform }\n${line}\n`;
    expect(() => small({ "settings.yaml": settings })).toThrow(message);
  });
});
