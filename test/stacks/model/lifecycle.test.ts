import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QUOTAS } from "../../../stacks/iam/quotas.ts";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import { boundaryArn, boundaryName, endOfBoundaryName, parseBoundaryName, tagsOf } from "../../../stacks/model/lifecycle.ts";
import { END, HOME } from "../../support/builders.ts";
import { anyName } from "../arbitraries.ts";

const KEYS = { owner: "owner", expires: "expires", record: "record", managedBy: "managed-by" };

describe("stacks/model/lifecycle", () => {
  const end = fc
    .date({ min: new Date("2000-01-01"), max: new Date("2200-01-01"), noInvalidDate: true })
    .chain((date) => fc.constantFrom(instantOf(date), `${instantOf(date).slice(0, 10)}T00:00:00Z` as Instant));

  it("names a boundary after its end, the time only when there is one", () => {
    expect(boundaryName("2027-03-31T00:00:00Z" as Instant)).toBe("until-2027-03-31");
    expect(boundaryName("2026-11-23T18:00:00Z" as Instant)).toBe("until-20261123T180000Z");
    expect(boundaryName("2026-11-23T00:00:01Z" as Instant)).toBe("until-20261123T000001Z");
  });

  it("reads the end from the name again, and every end has a name of its own", () => {
    fc.assert(
      fc.property(end, end, (one, other) => {
        expect(endOfBoundaryName(boundaryName(one))).toBe(one);
        expect(boundaryName(one) === boundaryName(other)).toBe(one === other);
        expect(boundaryName(one).length).toBeLessThanOrEqual(QUOTAS.nameLength.policy);
      }),
    );
  });

  it.each([
    "",
    "disabled",
    "until-",
    "until-tomorrow",
    "until-2027-3-1",
    "until-2027-03-31-",
    "UNTIL-2027-03-31",
    "until-20270331",
    "until-20270331T000000",
    "x-until-2027-03-31",
    "until-2027-13-01",
    "until-9999-99-99",
    "until-20271301T000000Z",
    "until-20270331T250000Z",
  ])("takes %j for none of our names", (name) => {
    expect(endOfBoundaryName(name)).toBeUndefined();
  });

  it("states the policy that is merged in, whatever it is called", () => {
    fc.assert(
      fc.property(end, anyName(100), (one, declared) => {
        expect(parseBoundaryName(boundaryName(one, declared))).toEqual({ end: one, declared });
        expect(boundaryName(one, declared).length).toBeLessThanOrEqual(QUOTAS.nameLength.policy);
      }),
    );
    expect(parseBoundaryName("until-2027-03-31")).toEqual({ end: "2027-03-31T00:00:00Z", declared: undefined });
    expect(parseBoundaryName("until-20261123T180000Z-ci-limits")).toEqual({ end: "2026-11-23T18:00:00Z", declared: "ci-limits" });
    expect(parseBoundaryName("until-20261123T000000Z-ci-limits")).toBeUndefined();
  });

  it("gives an active identity the boundary of its end, a disabled one the stop", () => {
    const policy = "arn:aws:iam::000000000000:policy/tenure/";
    expect(boundaryArn(HOME, { expires: END })).toBe(`${policy}until-2027-03-31`);
    expect(boundaryArn(HOME, { expires: END, state: "active" })).toBe(`${policy}until-2027-03-31`);
    expect(boundaryArn(HOME, { expires: END, state: "disabled" })).toBe(`${policy}disabled`);
    expect(boundaryArn(HOME, { expires: END, boundary: "ci-limits" })).toBe(`${policy}until-2027-03-31-ci-limits`);
    expect(boundaryArn(HOME, { expires: END, boundary: "ci-limits", state: "disabled" })).toBe(`${policy}disabled`);
    expect(boundaryArn({ ...HOME, partition: "aws-cn" }, { expires: END })).toBe(
      "arn:aws-cn:iam::000000000000:policy/tenure/until-2027-03-31",
    );
  });

  it("writes four tags, keeps foreign ones, and lets nobody write ours", () => {
    const record = { owner: "team/web", expires: END, tags: { Team: "x", owner: "forged" } } as const;
    expect(tagsOf(KEYS, "prod/workloads/a", record)).toEqual({
      Team: "x",
      owner: "team/web",
      expires: "2027-03-31T00:00:00Z",
      "managed-by": "tenure",
      record: "prod/workloads/a",
    });
  });

  it("writes its tags under the keys of the organisation", () => {
    const keys = { owner: "o", expires: "e", record: "r", managedBy: "m" };
    expect(tagsOf(keys, "prod/workloads/a", { owner: "team/web", expires: END })).toEqual({
      o: "team/web",
      e: END,
      r: "prod/workloads/a",
      m: "tenure",
    });
  });
});
