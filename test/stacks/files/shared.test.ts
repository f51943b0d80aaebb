import { describe, expect, it } from "vitest";
import { readDeclared } from "../../../stacks/files/read.ts";
import { type Changes, changed, problemsOf, record } from "./organisation.ts";

describe("stacks/files/shared", () => {
  describe("shared records", () => {
    const SHARED = "accounts/_shared/groups/auditors.yaml";
    const text = (accounts: string, more = "") => `in: ${accounts}\n${record("team/security", more)}`;
    const problems = (changes: Changes) => problemsOf(changed(changes));

    it("stand in every account that they name as if they stood in its own folder", () => {
      const { accounts } = readDeclared(changed({ [SHARED]: text("[prod, dev]") }));
      for (const name of ["prod", "dev"]) {
        const found = accounts.get(name)!.records.get("groups/auditors");
        expect(found).toMatchObject({ ref: "groups/auditors", kind: "groups", name: "auditors", fields: { owner: "team/security" } });
        expect(found?.source.file).toBe(SHARED);
        expect(found?.source.lineOf(["expires"])).toBe(4);
        expect(found?.fields).not.toHaveProperty("in");
      }
    });

    it("can be named by other records and by exceptions of those accounts alone", () => {
      const member = (account: string) => ({
        [`accounts/${account}/service-accounts/reader.yaml`]: record("team/security", "groups: [auditors]"),
      });
      expect(problems({ [SHARED]: text("[prod, dev]"), ...member("prod"), ...member("dev") })).toEqual([]);
      expect(problems({ [SHARED]: text("[prod]"), ...member("dev") })).toEqual([
        "accounts/dev/service-accounts/reader.yaml:4: groups: there is no record accounts/dev/groups/auditors.yaml",
      ]);
    });

    it.each([
      ["no accounts", text("[]"), [`${SHARED}:1: in: expected at least 1 entries, got []`]],
      ["no list of accounts", record("team/security"), [`${SHARED}:1: missing key "in"`]],
      [
        "an account that is nearly right",
        text("[prod, deb]"),
        [`${SHARED}:1: in: there is no accounts/deb/account.yaml; did you mean "dev"?`],
      ],
      ["an account twice", text("[prod, prod]"), [`${SHARED}:1: in.1: expected each once, got "prod" again`]],
      [
        "mistakes of both parts at once",
        `${text("[deb]")}permision: []\n`,
        [
          `${SHARED}:1: in: there is no accounts/deb/account.yaml; did you mean "dev"?`,
          `${SHARED}:5: unknown key "permision"; did you mean "permissions"?`,
        ],
      ],
      [
        "somebody who is not in the directory, once for all accounts",
        text("[prod, dev]").replace("team/security", "team/zebra"),
        [`${SHARED}:2: owner: team/zebra is not in the directory`],
      ],
    ])("are refused with %s", (_what, written, expected) => {
      expect([...problems({ [SHARED]: written })].sort()).toEqual([...expected].sort());
    });

    it("do not stand beside a record of the account's own", () => {
      const own = { "accounts/prod/groups/auditors.yaml": record("team/security") };
      expect(problems({ [SHARED]: text("[prod]"), ...own })).toEqual([
        `${SHARED}:1: in: prod has a record of its own, accounts/prod/groups/auditors.yaml`,
      ]);
    });

    it("have no account of their own, and neither exceptions nor what is retired", () => {
      const expected = "expected accounts/_shared/<kind>/<name>.yaml; accounts have files of their own for what is retired or excepted";
      for (const path of ["account.yaml", "exceptions/x.yaml", "retired/groups/x.yaml"])
        expect(problems({ [`accounts/_shared/${path}`]: "x: 1\n" })).toEqual([`accounts/_shared/${path}:1: ${expected}`]);
    });
  });
});
