import { describe, expect, it } from "vitest";
import { completed, confinedTo } from "../../../scripts/gate/confined.ts";
import { DIFFS } from "../../support/diff-table.ts";
import { planInProcess } from "../../support/in-process-plan.ts";
import { operation, planOf, report } from "../../support/plans.ts";
import { AS_OF, edit, personText, SMALL, small } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const ACCOUNT = "accounts/prod/account.yaml";
const SPARE = edit(EXPORTER, "primary: { expires: 2027-01-31 }", "primary: { expires: 2027-01-31 }\n  spare: { expires: 2027-01-31 }");
const only = (to: Record<string, string | null>) => confinedTo(small(), small(to), "prod", AS_OF)?.only;

describe("scripts/gate/confined", () => {
  describe("confinedTo", () => {
    it("names nothing when nothing differs, and counts the resources of everything", () => {
      // Four ends and the one that denies all; a user with membership, password and its secret; one with membership and a key with its secret;
      // two groups with a policy each, a policy, two roles with a policy each.
      expect(confinedTo(small(), small(), "prod", AS_OF)).toEqual({ only: [], same: 23, reports: [] });
    });

    it("counts the policy on a secret whose readers a record names", () => {
      const read = small(edit(EXPORTER, "keys:", "secretReaders: [roles/support]\nkeys:"));
      expect(confinedTo(read, read, "prod", AS_OF)?.same).toBe(24);
    });

    it("names the records whose entities differ, and the boundaries that come and go with their ends", () => {
      expect(only(edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-01"))).toEqual([
        "service-accounts/exporter",
        "tenure/until-2027-04-01",
      ]);
      expect(only({ [EXPORTER]: null })).toEqual(["service-accounts/exporter"]);
    });

    it("names a record whose owner alone differs, since its secrets are tagged with it", () => {
      expect(only(edit(EXPORTER, "team/payments", "team/platform"))).toEqual(["service-accounts/exporter"]);
    });

    it("names a record that the directory changes, whatever its file says", () => {
      expect(only(edit("directory/people/w2.yaml", "user: w2", "user: bob"))).toEqual(["roles/support"]);
    });

    it("names nothing for what AWS does not get to know", () => {
      expect(only(edit(EXPORTER, "Nightly export", "Hourly export"))).toEqual([]);
    });

    it.each([
      ["settings differ", { "settings.yaml": `${SMALL["settings.yaml"]}residualSession: 30m\n` }],
      ["the account's own file differs", edit(ACCOUNT, "us-east-1", "eu-west-1")],
      [
        "the account is gone",
        Object.fromEntries(
          Object.keys(SMALL)
            .filter((path) => path.startsWith("accounts/"))
            .map((path) => [path, null]),
        ),
      ],
    ])("does not confine a change when %s", (_, to) => {
      expect(confinedTo(small(), small(to), "prod", AS_OF)).toBeUndefined();
    });

    it("judges what is not reached by the records and the directory of the change", () => {
      const admin = {
        "accounts/prod/permissions/ledger-write.yaml": SMALL["accounts/prod/permissions/ledger-write.yaml"]!.replace(
          "s3:PutObject",
          "*",
        ).replace("arn:aws:s3:::ledger/*", "*"),
      };
      const before = confinedTo(small(SPARE), small({ ...SPARE, ...admin }), "prod", AS_OF)!;
      expect(before.only).toEqual(["permissions/ledger-write"]);
      expect(before.reports.map(({ policy }) => policy)).toContain("key-limit-active");
    });

    it("leaves requirements on records to the pack, which reads all of them", () => {
      const left = { "directory/people/w5.yaml": personText({ login: "pia-p", id: 5, team: "platform", status: "left" }) };
      expect(confinedTo(small(), small(left), "prod", AS_OF)!.reports).toEqual([]);
    });

    it.each(DIFFS)("reaches all that is planned: $name", ({ from = {}, to }) => {
      const [base, head] = [small(from), small({ ...from, ...to })];
      const confined = confinedTo(base, head, "prod", AS_OF);
      if (!confined) return;
      const planned = planInProcess(base, head, "prod", AS_OF).operations.filter(({ op }) => op !== "same");
      expect(planned.map(({ name }) => name.split("#")[0]!).filter((ref) => !(confined.only as readonly string[]).includes(ref))).toEqual(
        [],
      );
    });
  });

  describe("completed", () => {
    const CONFINED = { only: [], same: 3, reports: [report("key-limit-active", "two keys")] };

    it("adds what rules say of the rest", () => {
      const plan = planOf({ operations: [operation("update", "people/w1")], reports: [report("tags-require-owner", "no owner")] });
      expect(completed(plan, CONFINED)).toEqual({ ...plan, reports: [...plan.reports, ...CONFINED.reports] });
    });

    it("is a whole plan although a violation made the preview fail", () => {
      expect(
        completed(planOf({ result: "failed", diagnostics: [{ severity: "error", urn: undefined, message: "preview failed" }] }), CONFINED),
      ).toBeDefined();
    });

    it.each([
      ["something would be replaced", { operations: [operation("replace", "roles/support")] }],
      ["something could not be planned", { diagnostics: [{ severity: "error" as const, urn: undefined, message: "unknown provider" }] }],
      ["something could not be judged", { reports: [{ ...report("tags-require-owner", "unknown"), notEvaluated: true }] }],
    ])("is none when %s: everything is planned then", (_, more) => {
      expect(completed(planOf(more), CONFINED)).toBeUndefined();
    });
  });
});
