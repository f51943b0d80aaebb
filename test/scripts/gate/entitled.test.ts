import { describe, expect, it } from "vitest";
import { entitlementOf } from "../../../scripts/gate/entitled.ts";
import type { PullRequest } from "../../../scripts/gate/pull-request.ts";
import { change } from "../../support/changes.ts";
import { AS_OF, edit } from "../../support/small-organisation.ts";

const BOT = { id: 9_000_001, login: "tenure-bot[bot]", isBot: true };
const PULL: PullRequest = { number: 1, author: BOT, digest: "d", reviews: [], writers: [BOT], strangers: [], ledger: { askedBy: [] } };
const STOP = 'state: disabled\ndisabled: { since: 2026-11-24, reason: x, ref: "#1" }\n';
const EXPORTER = edit("accounts/prod/service-accounts/exporter.yaml", "groups:", `${STOP}groups:`);
const W1 = edit("accounts/prod/people/w1.yaml", "groups:", `${STOP}groups:`);
const of = (id: number, files: Record<string, string>, risk: "high" | "standard", pull = PULL) =>
  entitlementOf({ id, login: `l${id}`, isBot: false }, change({}, files), risk, false, pull, AS_OF);

describe("scripts/gate/entitled", () => {
  it("is security's, whatever the risk", () => {
    for (const risk of ["high", "standard"] as const)
      expect(of(3, EXPORTER, risk)).toEqual({ person: "person/w3", counts: true, because: "is of security" });
  });

  it("is the owner's where their approval alone would give the access, and not where more is needed", () => {
    expect(of(1, EXPORTER, "standard")).toEqual({ person: "person/w1", counts: true, because: "answers for it" });
    expect(of(1, EXPORTER, "high")).toMatchObject({ counts: false, because: "may not decide this risk" });
    expect(of(5, EXPORTER, "standard")).toMatchObject({ counts: false });
  });

  it("is nobody's whose access it is, or who asked for the change", () => {
    expect(of(1, W1, "standard")).toMatchObject({ person: "person/w1", counts: false, because: "is named by what it would take away" });
    expect(of(3, EXPORTER, "standard", { ...PULL, ledger: { askedBy: ["person/w3"] } })).toMatchObject({
      counts: false,
      because: "asked for it",
    });
  });

  it("is nobody's who has left, is a bot, or is in no directory; the number says who it is", () => {
    expect(of(9, EXPORTER, "standard").counts).toBe(false);
    expect(of(77, EXPORTER, "standard")).toEqual({
      person: null,
      counts: false,
      because: "is the account of nobody who works here at present",
    });
    expect(entitlementOf({ id: 3, login: "x", isBot: true }, change({}, EXPORTER), "standard", false, PULL, AS_OF).counts).toBe(false);
  });
});
