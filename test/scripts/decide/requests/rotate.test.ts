import { describe, expect, it } from "vitest";
import { rotate } from "../../../../scripts/decide/requests/rotate.ts";
import type { Observed, ObservedKey } from "../../../../scripts/observe/observation.ts";
import { editYaml } from "../../../../stacks/files/edit.ts";
import { type Instant, parseDuration } from "../../../../stacks/model/instant.ts";
import { keyIdOf, OBSERVED_AT, observationOf, withGap, withPart } from "../../../support/observations.ts";
import { AS_OF, edit, SMALL, small } from "../../../support/small-organisation.ts";

const LONG_AGO = "2026-01-02T03:04:05Z" as Instant;
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const USER = { arn: "arn:aws:iam::000000000000:user/exporter" as const };
const idOf = (slot: string) => keyIdOf(USER, { slot });
const ONE = "primary: { expires: 2027-01-31 }";
const TWO = `${ONE}\n  next: { expires: 2027-02-20 }`;
const OFF = "primary: { expires: 2027-01-31, state: disabled }\n  next: { expires: 2027-02-20 }";
const declaredWith = (keys: string) => small(edit(EXPORTER, ONE, keys));

/** How AWS is, with the last use of keys by slot. */
function seen(
  keys: string,
  used: Readonly<Record<string, string | null | undefined>>,
  change = (all: readonly ObservedKey[]) => all,
): Observed {
  const observation = withPart(observationOf(declaredWith(keys), "prod"), "keys", (all) =>
    change(
      all.map((key) => {
        const slot = Object.keys(used).find((name) => idOf(name) === key.id);
        return slot === undefined ? key : { ...key, lastUsedAt: used[slot] as Instant | null | undefined };
      }),
    ),
  );
  return observation.parts;
}

function step(keys: string, observed?: Observed, asOf: Instant = AS_OF) {
  const declared = declaredWith(keys);
  const account = declared.accounts.get("prod")!;
  const record = account.records.get("service-accounts/exporter")!;
  return rotate({ account, record }, { observed, idle: parseDuration("7d")!, settings: declared.settings, asOf });
}

describe("scripts/decide/requests/rotate", () => {
  it("has nothing to do for what holds no keys", () => {
    const declared = small();
    const account = declared.accounts.get("prod")!;
    const sight = { observed: undefined, idle: parseDuration("7d")!, settings: declared.settings, asOf: AS_OF };
    expect(rotate({ account, record: account.records.get("workloads/worker")! }, sight)).toEqual({
      wait: "workloads hold no access keys: there is nothing to rotate",
    });
  });

  it("first adds the new slot, as long as keys may last", () => {
    expect(step(ONE)).toEqual({
      edit: { change: EXPORTER, steps: [{ set: ["keys", "next"], to: { expires: "2027-02-22" } }] },
      why: "primary works until 30 Jan 2027 23:59:59 UTC (in 68 days). Merge and deploy this, then let whatever uses primary read the secret of next: tenure/service-accounts/exporter/<key id>",
    });
  });

  it("takes turns: after next comes primary, after an adopted key next", () => {
    const added = (keys: string) => {
      const rotation = step(keys);
      return "edit" in rotation && "change" in rotation.edit ? rotation.edit.steps : rotation;
    };
    expect(added("next: { expires: 2027-01-31 }")).toEqual([{ set: ["keys", "primary"], to: { expires: "2027-02-22" } }]);
    expect(added("adopted-1: { id: AKIAEXAMPLE1, secret: external, expires: 2027-01-31 }")).toEqual([
      { set: ["keys", "next"], to: { expires: "2027-02-22" } },
    ]);
  });

  it("adds none that would end no later", () => {
    expect(step("primary: { expires: 2027-02-22 }")).toEqual({
      wait: "its key primary works until 21 Feb 2027 23:59:59 UTC (in 90 days), and a new one would end no later",
    });
    expect(step("primary: { expires: 2027-03-31 }", undefined, "2027-02-01T00:00:00Z" as Instant)).toEqual({
      wait: "its key primary works until 30 Mar 2027 23:59:59 UTC (in 58 days), and a new one would end no later (it ends with its user: `npm run renew` first)",
    });
  });

  it.each([
    ["whether primary may go", TWO],
    ["whether primary may be removed", OFF],
  ])("does not know %s without having looked", (what, keys) => {
    expect(step(keys)).toEqual({
      unknown: `${what}: the records do not say what uses a key. \`npm run drift -- --stack prod --save-observation seen.json\`, then this with --from seen.json`,
    });
  });

  it.each(["keys", "slots"] as const)("does not know what could not be read: %s", (part) => {
    const observed = withGap(observationOf(declaredWith(TWO), "prod"), part).parts;
    expect(step(TWO, observed)).toEqual({ unknown: expect.stringMatching(/^whether primary may go: .+ failed: /) });
  });

  it("does not know it either where AWS does not tell which key was used", () => {
    expect(step(TWO, seen(TWO, { primary: null }))).toEqual({
      unknown: "when next was last used: the observation does not tell which key is which",
    });
    expect(step(TWO, seen(TWO, { next: "2026-11-23T10:00:00Z" }))).toEqual({
      unknown: "when primary was last used: the observation does not tell which key is which",
    });
  });

  it("waits until the new key is there, works and is used: the only key in use is never disabled", () => {
    const gone = seen(TWO, {}, (all) => all.filter(({ id }) => id !== idOf("next")));
    expect(step(TWO, gone)).toEqual({ wait: "AWS has no key next yet: merge and deploy first" });
    const off = seen(TWO, {}, (all) => all.map((key) => (key.id === idOf("next") ? { ...key, status: "Inactive" } : key)));
    expect(step(TWO, off)).toEqual({ wait: "next is Inactive in AWS, so primary is the only key that works: `npm run drift`" });
    expect(step(TWO, seen(TWO, { primary: null, next: null }))).toEqual({
      wait: `nothing has used next yet: let whatever uses primary read tenure/service-accounts/exporter/${idOf("next")}`,
    });
  });

  it("waits until the old key is idle, to the second", () => {
    const next = "2026-11-23T10:00:00Z";
    expect(step(TWO, seen(TWO, { primary: "2026-11-16T23:59:01Z", next }))).toEqual({
      wait: `primary was last used at 2026-11-16T23:59:01Z (seen at ${OBSERVED_AT}): look again from 2026-11-23T23:59:01Z on`,
    });
    expect(step(TWO, seen(TWO, { primary: "2026-11-16T23:59:00Z", next }))).toEqual({
      edit: { change: EXPORTER, steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] },
      why: `next was used at ${next}, primary was last used at 2026-11-16T23:59:00Z (seen at ${OBSERVED_AT}). If something misses primary, taking \`state: disabled\` out gives it back`,
    });
  });

  it("removes the old key once it was idle for the time between disabling and removal", () => {
    expect(step(OFF, seen(OFF, { primary: "2026-10-24T23:59:01Z" }))).toEqual({
      wait: `primary was last used at 2026-10-24T23:59:01Z (seen at ${OBSERVED_AT}): look again from 2026-11-23T23:59:01Z on`,
    });
    expect(step(OFF, seen(OFF, { primary: "2026-10-24T23:59:00Z" }))).toEqual({
      edit: { change: EXPORTER, steps: [{ remove: ["keys", "primary"] }] },
      why: `primary is Inactive and primary was last used at 2026-10-24T23:59:00Z (seen at ${OBSERVED_AT}). A removed key does not come back`,
    });
  });

  it("waits for the deployment of what is disabled, and removes what AWS does not have any more", () => {
    const active = seen(OFF, {}, (all) => all.map((key) => ({ ...key, status: "Active" as const })));
    const offNext = seen(OFF, {}, (all) => all.map((key) => ({ ...key, status: "Inactive" as const })));
    expect(step(OFF, offNext)).toEqual({ wait: "next does not work in AWS, so primary may still be needed: `npm run drift`" });
    expect(step(OFF, active)).toEqual({ wait: "primary is still Active in AWS: merge and deploy first" });
    const gone = seen(OFF, {}, (all) => all.filter(({ id }) => id !== idOf("primary")));
    expect(step(OFF, gone)).toMatchObject({ edit: { steps: [{ remove: ["keys", "primary"] }] } });
  });

  it("says of an adopted key that its secret is somewhere else", () => {
    const keys = "adopted-1: { id: AKIAEXAMPLE1, secret: external, expires: 2027-01-31, state: disabled }\n  next: { expires: 2027-02-20 }";
    const observed = seen(keys, {}, (all) => all.map((key) => ({ ...key, createdAt: LONG_AGO, lastUsedAt: null })));
    expect(step(keys, observed)).toMatchObject({ why: expect.stringContaining("destroy its secret where it is kept") });
  });

  it.each([
    ["no key at all", "{}", "it has no key; add a slot `primary` under `keys`"],
    [
      "two that are disabled",
      "primary: { expires: 2027-01-31, state: disabled }\n  next: { expires: 2027-01-31, state: disabled }",
      "neither of its keys works (primary, next); remove one of them, then add its successor",
    ],
    [
      "two that work side by side by an exception",
      "branch-a: { expires: 2027-01-31 }\n  branch-b: { expires: 2027-01-31 }",
      "its keys branch-a and branch-b work side by side and neither is `next`: remove one before the other is rotated",
    ],
  ])("has nothing to do for %s", (_, keys, wait) => {
    expect(step(keys)).toEqual({ wait });
  });

  it("goes all the way: each step is a small edit of what the step before left", () => {
    let text = SMALL[EXPORTER]!;
    const keysOf = () => /keys:\n((?: {2}.*\n)+)/.exec(text)![1]!.trim();
    const act = (observed?: Observed) => {
      const rotation = step(keysOf(), observed);
      if (!("edit" in rotation) || !("change" in rotation.edit)) throw new Error(JSON.stringify(rotation));
      text = editYaml(text, rotation.edit.steps);
    };
    act();
    act(seen(keysOf(), { primary: "2026-10-01T00:00:00Z", next: "2026-11-23T10:00:00Z" }));
    act(seen(keysOf(), { primary: "2026-10-01T00:00:00Z", next: "2026-11-23T10:00:00Z" }));
    expect(keysOf()).toBe("next: { expires: 2027-02-22 }");
  });
});
