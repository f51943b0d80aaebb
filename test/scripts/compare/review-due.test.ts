import { describe, expect, it } from "vitest";
import { scopeOf } from "../../../scripts/compare/check.ts";
import { lookedAtByHand, reviewsDue } from "../../../scripts/compare/review-due.ts";
import { entitiesOf } from "../../../stacks/entities.ts";
import { type Instant, plus } from "../../../stacks/model/instant.ts";
import { comparison } from "../../support/findings.ts";
import { partOf } from "../../support/observations.ts";
import { LONG_AGO, oldAccount, reviewText } from "../../support/reviews.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

const FILE = "reviews/2026-Q4/w1.yaml";
const DAY = 86_400_000;
function due(files: Record<string, string> = {}, until: Instant = AS_OF, asOf: Instant = until) {
  const declared = small(files);
  const scope = scopeOf(declared, declared.accounts.get("prod")!, entitiesOf(declared, "prod"));
  return reviewsDue(scope, partOf(oldAccount(declared), "authorization"), until, asOf);
}

describe("scripts/compare/review-due", () => {
  it("says of each identity its class, since when, and when it is due", () => {
    const said = due().map((one) => [one.ref, one.class, one.since, one.dueAt, one.again]);
    expect(said.sort()).toEqual([
      ["people/w1", "other", LONG_AGO, plus(LONG_AGO, 180 * DAY), false],
      ["roles/support", "other", LONG_AGO, plus(LONG_AGO, 180 * DAY), false],
      ["service-accounts/exporter", "non-human", LONG_AGO, plus(LONG_AGO, 90 * DAY), false],
      ["workloads/worker", "non-human", LONG_AGO, plus(LONG_AGO, 90 * DAY), false],
    ]);
  });

  it("counts from the last decision, whatever it was, and not from one that is to come", () => {
    const worker = (decidedAt: string, asOf?: Instant) =>
      due({ [FILE]: reviewText({ "prod/workloads/worker": { decision: "keep", decidedAt } }) }, plus(AS_OF, 89 * DAY), asOf).find(
        ({ ref }) => ref === "workloads/worker",
      );
    expect(worker("2026-11-23")).toMatchObject({ since: "2026-11-23T00:00:00Z", dueAt: "2027-02-21T00:00:00Z", again: true });
    expect(worker("2026-11-23T00:00:01Z")?.ref).toBe(undefined);
    expect(worker("2027-01-01", AS_OF)).toMatchObject({ since: LONG_AGO, again: false });
  });

  it("makes the check say it louder once somebody has confirmed it before", () => {
    const old = { [FILE]: reviewText({ "prod/workloads/worker": { decision: "keep" } }, "2026-08-01") };
    const { findings } = comparison(small(old), () => oldAccount(small(old)));
    const overdue = findings.filter(({ check }) => check === "review-overdue").map(({ record, severity }) => [record, severity]);
    expect(new Map(overdue as [string, string][])).toEqual(
      new Map([
        ["workloads/worker", "low"],
        ["service-accounts/exporter", "informational"],
        ["people/w1", "informational"],
        ["roles/support", "informational"],
      ]),
    );
  });

  it("takes the later of adopting and taking back", () => {
    const at = (text: string) => ({ at: `${text}T00:00:00Z` as Instant, ref: "x" });
    const common = { owner: "team/payments" as const, purpose: "x", expires: AS_OF };
    expect(lookedAtByHand(common)).toBe(undefined);
    expect(lookedAtByHand({ ...common, adopted: at("2026-11-01") })).toBe("2026-11-01T00:00:00Z");
  });
});
