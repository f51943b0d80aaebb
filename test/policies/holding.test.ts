import { describe, expect, it } from "vitest";
import { type Holding, holdingOf, standingOf } from "../../policies/holding.ts";
import { declaredFacets, judge, type Violation } from "../../policies/judge.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
import { accountOf, declaredOf, exceptionOf, recordOf, teamOf } from "../support/builders.ts";
import { AS_OF, BASE, small } from "../support/small-organisation.ts";

const END = "2027-03-31T00:00:00Z" as Instant;
const violation: Violation = {
  rule: "key-limit-active",
  account: "prod",
  subject: "service-accounts/exporter",
  facet: "key",
  severity: "medium",
  level: "mandatory",
  message: "service-accounts/exporter: has 2 active access keys (a, b).",
};
const { rule, account, subject, message } = violation;

type Held = Holding["exceptions"][number];
const exception = (more: Partial<Held> = {}): Held => ({
  id: "prod/exceptions/two-keys",
  rule,
  subject: subject as RecordRef,
  account,
  expires: END,
  ...more,
});
const holding = (parts: Partial<Holding> = {}): Holding => ({ commit: "working tree", exceptions: [], standing: [], ...parts });
const NEW = { level: "mandatory", standing: false, exception: null };

describe("policies/holding", () => {
  describe("holdingOf", () => {
    it("is empty without a base: every violation is a new one", () => {
      expect(holdingOf(undefined, ["prod"], AS_OF)).toEqual({ commit: "working tree", exceptions: [], standing: [] });
    });

    it("names the commit of the base, and holds nothing where nothing is wrong", () => {
      expect(holdingOf(small(), ["prod"], AS_OF)).toEqual({ commit: BASE, exceptions: [], standing: [] });
    });

    it("takes the exceptions that are in force, until the second of their end", () => {
      const exceptions = [
        exceptionOf("key-limit-active", "service-accounts/a", { id: "prod/exceptions/a", expires: END }),
        exceptionOf("key-limit-active", "service-accounts/b", { id: "prod/exceptions/b", expires: AS_OF, facet: "key" }),
        exceptionOf("leaver", "people/c", { id: "prod/exceptions/c", expires: "2026-11-24T00:00:01Z" as Instant, facet: "console" }),
      ];
      const base = declaredOf({ accounts: [accountOf("prod", [], { exceptions })] });
      expect(holdingOf(base, ["prod"], AS_OF).exceptions).toEqual([
        { id: "prod/exceptions/a", rule: "key-limit-active", subject: "service-accounts/a", account: "prod", expires: END },
        {
          id: "prod/exceptions/c",
          rule: "leaver",
          subject: "people/c",
          facet: "console",
          account: "prod",
          expires: "2026-11-24T00:00:01Z",
        },
      ]);
    });

    it("takes what stands on base at that moment, to the word of the rule", () => {
      const record = recordOf("people", "w1001", { expires: "2027-06-01" });
      const base = declaredOf({ accounts: [accountOf("prod", [record])] });
      expect(holdingOf(base, ["prod"], AS_OF).standing).toEqual([
        {
          rule: "record-limit-lifetime",
          account: "prod",
          subject: "people/w1001",
          message:
            "people/w1001: works until 31 May 2027 23:59:59 UTC (in 189 days): 189 days, where people may last 180 days. Choose an earlier `expires` in accounts/prod/people/w1001.yaml; settings.yaml says how long a kind may last, and it can be renewed before it ends.",
        },
      ]);
      expect(holdingOf(base, ["prod"], "2026-12-03T00:00:00Z" as Instant).standing).toEqual([]);
    });

    it("looks only at the stacks that are asked for, and knows none that base does not have", () => {
      const accounts = ["prod", "dev"].map((name) =>
        accountOf(name, [recordOf("groups", "g", { owner: "team/ghosts" })], {
          exceptions: [exceptionOf("leaver", "groups/g", { id: name })],
        }),
      );
      const base = declaredOf({ accounts, teams: [teamOf("platform"), teamOf("security"), teamOf("ghosts")] });
      const { exceptions, standing } = holdingOf(base, ["dev", "elsewhere"], AS_OF);
      expect(exceptions.map((held) => [held.id, held.account])).toEqual([["dev", "dev"]]);
      expect(standing.map((older) => [older.rule, older.account])).toEqual([["record-require-living-owner", "dev"]]);
    });
  });

  describe("standingOf", () => {
    it("leaves a violation as its rule has it when nothing holds", () => {
      expect(standingOf(violation, holding(), AS_OF)).toEqual(NEW);
      expect(standingOf({ ...violation, level: "advisory" }, holding(), AS_OF)).toEqual({ ...NEW, level: "advisory" });
    });

    it("makes it advisory under an exception, and names the exception", () => {
      const expected = { level: "advisory", standing: false, exception: "prod/exceptions/two-keys" };
      expect(standingOf(violation, holding({ exceptions: [exception()] }), AS_OF)).toEqual(expected);
      expect(standingOf(violation, holding({ exceptions: [exception({ facet: "key" })] }), AS_OF)).toEqual(expected);
    });

    it.each<[string, Partial<Held>]>([
      ["another rule", { rule: "key-limit-lifetime" }],
      ["another record", { subject: "service-accounts/exporter-2" }],
      ["another kind", { subject: "people/exporter" }],
      ["another account", { account: "dev" }],
      ["another facet", { facet: "console" }],
    ])("holds for what it names alone: an exception for %s does not", (_, more) => {
      expect(standingOf(violation, holding({ exceptions: [exception(more)] }), AS_OF)).toEqual(NEW);
    });

    it("holds until the second before its end", () => {
      const exceptions = [exception()];
      expect(standingOf(violation, holding({ exceptions }), "2027-03-30T23:59:59Z" as Instant).level).toBe("advisory");
      expect(standingOf(violation, holding({ exceptions }), END)).toEqual(NEW);
    });

    it("finds the one that is in force behind one that has lapsed", () => {
      const lapsed = exception({ id: "prod/exceptions/old", expires: "2026-01-01T00:00:00Z" as Instant });
      expect(standingOf(violation, holding({ exceptions: [lapsed, exception()] }), AS_OF).exception).toBe("prod/exceptions/two-keys");
    });

    it("makes it advisory when it stands on base already, and says so", () => {
      const standing = [{ rule, account, subject, message }];
      expect(standingOf(violation, holding({ standing }), AS_OF)).toEqual({ level: "advisory", standing: true, exception: null });
      expect(standingOf(violation, holding({ standing, exceptions: [exception()] }), AS_OF)).toEqual({
        level: "advisory",
        standing: true,
        exception: "prod/exceptions/two-keys",
      });
    });

    it.each([
      ["in another way", { message: "service-accounts/exporter: has 3 active access keys (a, b, c)." }],
      ["by another record", { subject: "service-accounts/other" }],
      ["in another account", { account: "dev" }],
      ["against another rule", { rule: "key-limit-lifetime" }],
    ])("takes what stands there %s for something new", (_, more) => {
      expect(standingOf(violation, holding({ standing: [{ rule, account, subject, message, ...more }] }), AS_OF)).toEqual(NEW);
    });
  });

  it("lets a change through that keeps what stands, and not one that makes it worse", () => {
    const at = (expires: string) =>
      small({ "accounts/prod/people/w1.yaml": `owner: person/w1\npurpose: Console access\nexpires: ${expires}\n` });
    const held = holdingOf(at("2027-06-30"), ["prod"], AS_OF);
    const levels = (head: ReturnType<typeof small>) =>
      judge(declaredFacets(head, "prod"), "prod", head, AS_OF).map((found) => [found.rule, standingOf(found, held, AS_OF).level]);
    expect(levels(at("2027-06-30"))).toEqual([["record-limit-lifetime", "advisory"]]);
    expect(levels(at("2027-07-01"))).toEqual([["record-limit-lifetime", "mandatory"]]);
  });
});
