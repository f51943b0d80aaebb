import { describe, expect, it } from "vitest";
import type { Severity } from "../../../policies/rule.ts";
import type { Finding } from "../../../scripts/compare/finding.ts";
import { branchOf, type Change, digestOf } from "../../../scripts/decide/change.ts";
import { holdBack, type Released, type Sightings, seenTwice, settled } from "../../../scripts/decide/hold-back.ts";
import type { Part } from "../../../scripts/observe/observation.ts";
import type { BotPullRequest } from "../../../scripts/observe/pull-requests/bot-pull-request.ts";
import { announcedEvent } from "../../../stacks/model/announced.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { someFinding } from "../../support/findings.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

const LONG_AGO = "2026-11-01T00:00:00Z" as Instant;

function changeAt(index: number, severity: Severity = "high", stack = "prod", check = "expired"): Change {
  const finding = someFinding({ check, subject: `arn:aws:iam::000000000000:user/u${index}`, severity });
  return {
    id: `${stack}/user-${String(index).padStart(12, "0")}`,
    stack,
    base: "working tree",
    action: "disable",
    record: `service-accounts/u${index}`,
    because: [finding],
    edits: [],
    notes: [],
  };
}
/** Of two checks in turn, so that none of them is too many. */
const changes = (count: number) =>
  Array.from({ length: count }, (_, index) => changeAt(index, "high", "prod", index % 2 === 0 ? "expired" : "orphaned"));
const known = (...value: BotPullRequest[]): Part<readonly BotPullRequest[]> => ({ complete: true, value, observedAt: AS_OF });

function pullRequestOf(change: Change, more: Partial<BotPullRequest> = {}): BotPullRequest {
  return {
    number: 7,
    url: "u",
    branch: branchOf(change),
    state: "open",
    digest: digestOf(change),
    head: "a",
    wrote: "a",
    createdAt: LONG_AGO,
    closedAt: more.state === "closed" || more.state === "merged" ? ("2026-11-02T00:00:00Z" as Instant) : null,
    ...more,
  };
}

/** An organisation with so many records in `prod`, and these limits. */
function organisation(records: number, limits = "") {
  const own = Object.fromEntries(
    Array.from({ length: records }, (_, index) => [
      `accounts/prod/service-accounts/n${index}.yaml`,
      `owner: team/payments\npurpose: Number ${index}\nexpires: 2027-03-31\n`,
    ]),
  );
  return small({
    ...Object.fromEntries(
      [
        "permissions/ledger-write",
        "groups/writers",
        "groups/readers",
        "service-accounts/exporter",
        "people/w1",
        "workloads/worker",
        "roles/support",
        "roles/admin",
      ].map((ref) => [`accounts/prod/${ref}.yaml`, null]),
    ),
    ...own,
    "settings.yaml": `teams: { security: security, platform: platform }\n${limits}`,
  });
}

/** Everything is released or held back, with a reason. */
function expectNothingDropped(all: readonly Change[], released: Released): void {
  const ids = [
    ...released.changes.flatMap(({ because }) => because.map(({ id }) => id)),
    ...released.heldBack.map(({ finding }) => finding),
  ];
  expect(ids.sort()).toEqual(all.flatMap(({ because }) => because.map(({ id }) => id)).sort());
  for (const { because } of released.heldBack) expect(because.length).toBeGreaterThan(10);
}

describe("scripts/decide/hold-back", () => {
  it("releases what is within all limits, worst first", () => {
    const all = [changeAt(1, "low"), changeAt(2, "critical"), changeAt(3, "medium"), changeAt(4, "critical"), changeAt(5, "high")];
    const released = holdBack(all, organisation(9), known(), AS_OF);
    expect(released.changes.map(({ id }) => Number(id.slice(-1)))).toEqual([2, 4, 5, 3, 1]);
    expect(released.heldBack).toEqual([]);
  });

  it("takes the worst finding of a change for how bad it is", () => {
    const mixed = {
      ...changeAt(1, "low"),
      because: [someFinding({ severity: "low" }), someFinding({ check: "leaver", severity: "critical" })],
    };
    expect(holdBack([changeAt(2, "high"), mixed], organisation(9), known(), AS_OF).changes[0]).toBe(mixed);
  });

  it("releases nothing when there is nothing", () => {
    expect(holdBack([], organisation(1), known(), AS_OF)).toEqual({ changes: [], heldBack: [] });
  });

  describe("the limit of one run", () => {
    it.each([
      ["the count, in a small account", 10, 25, true],
      ["one more than the count", 10, 26, false],
      ["the share, in a large account", 300, 30, true],
      ["one more than the share", 300, 31, false],
      ["the share rounded down", 309, 30, true],
      ["one more than the share rounded down", 309, 31, false],
    ] as const)("%s", (_, records, count, within) => {
      const all = changes(count);
      const released = holdBack(all, organisation(records, "limits: { pullRequests: { open: 1000, perHour: 1000 } }\n"), known(), AS_OF);
      expect(released.changes).toHaveLength(within ? count : 0);
      expectNothingDropped(all, released);
    });

    it("says by how much it is passed and where it stands, and opens nothing at all", () => {
      const released = holdBack(changes(26), organisation(10), known(), AS_OF);
      expect(new Set(released.heldBack.map(({ because }) => because))).toEqual(
        new Set([
          "26 changes of 10 records in prod are more than one run may propose (25, settings.yaml limits.drift.changes); nothing is opened until somebody has looked",
        ]),
      );
    });

    it("does not let one account hold another back", () => {
      const all = [...changes(26), changeAt(99, "low", "dev")];
      const released = holdBack(all, organisation(10), known(), AS_OF);
      expect(released.changes.map(({ stack }) => stack)).toEqual(["dev"]);
      expectNothingDropped(all, released);
    });

    it("follows the organisation's own limits, zero included", () => {
      const none = organisation(10, "limits: { drift: { changes: { count: 0, percent: 0 } } }\n");
      expect(holdBack(changes(1), none, known(), AS_OF).changes).toEqual([]);
    });
  });

  describe("the limit of one check", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => changeAt(index, "high", "prod", "unmanaged"));
    const free = "limits: { drift: { changes: { count: 1000, percent: 100 } }, pullRequests: { open: 1000, perHour: 1000 } }\n";

    it.each([
      ["the count", 10, 25, 25],
      ["one more than the count", 10, 26, 0],
      ["the share", 600, 30, 30],
      ["one more than the share", 600, 31, 0],
    ] as const)("%s", (_, records, count, released) => {
      expect(holdBack(many(count), organisation(records, free), known(), AS_OF).changes).toHaveLength(released);
    });

    it("holds back what is because of that check and nothing else, and says so", () => {
      const all = [...many(26), changeAt(99)];
      const released = holdBack(all, organisation(10, free), known(), AS_OF);
      expect(released.changes).toEqual([all[26]]);
      expect(released.heldBack[0]!.because).toBe(
        "26 changes because of `unmanaged` of 10 records in prod are more than one run may propose (25, settings.yaml limits.drift.perCheck); nothing of them is opened until somebody has looked",
      );
      expectNothingDropped(all, released);
    });
  });

  describe("people who leave together", () => {
    const leaving = (index: number): Change => {
      const part = changeAt(index, "critical", "prod", "leaver");
      return { ...part, id: `people/leaver-${index}`, action: "leave", leaver: { person: `p${index}`, parts: [part] } };
    };
    const layoff = Array.from({ length: 60 }, (_, index) => leaving(index));
    const announcing = (text: string) => {
      const declared = organisation(10);
      const event = { ...announcedEvent.parse(parse(text)), id: "layoff" };
      return { ...declared, directory: { ...declared.directory, events: new Map([["layoff", event]]) } };
    };
    const parse = (text: string) => ({
      reason: "The plant is sold",
      from: "2026-11-20",
      until: "2026-11-30",
      approvedBy: "person/w3",
      ...JSON.parse(text),
    });

    it("are a mistake until somebody has announced it", () => {
      const released = holdBack(layoff, organisation(10), known(), AS_OF);
      expect(released.changes).toEqual([]);
      expectNothingDropped(layoff, released);
    });

    it("go through when they were announced by name, or as many as were counted, whatever room there is", () => {
      const named = announcing(JSON.stringify({ people: layoff.map(({ leaver }) => leaver!.person) }));
      expect(holdBack(layoff, named, known(), AS_OF).changes).toHaveLength(60);
      expect(holdBack(layoff, announcing('{"count":60}'), known(), AS_OF).changes).toHaveLength(60);
      expect(holdBack(layoff, announcing('{"count":35}'), known(), AS_OF).changes).toHaveLength(60);
      // 26 are too many; and nobody knows which 34 were meant.
      expect(holdBack(layoff, announcing('{"count":34}'), known(), AS_OF).changes).toEqual([]);
    });

    it("are stopped again when the window is over, or whoever approved it has left", () => {
      expect(holdBack(layoff, announcing('{"count":60,"until":"2026-11-22"}'), known(), AS_OF).changes).toEqual([]);
      expect(holdBack(layoff, announcing('{"count":60,"approvedBy":"person/w9"}'), known(), AS_OF).changes).toEqual([]);
    });

    it("are counted in each account in which they have something, and held back with any of them", () => {
      const both = {
        ...leaving(1),
        leaver: { person: "p1", parts: [changeAt(1, "critical", "prod", "leaver"), changeAt(2, "high", "dev", "orphaned")] },
      };
      const all = [...Array.from({ length: 25 }, (_, index) => changeAt(10 + index, "low", "dev")), both];
      expect(holdBack(all, organisation(10), known(), AS_OF).changes).toEqual([]);
    });
  });

  describe("what is seen for the first time", () => {
    const idle = someFinding({ check: "stale" });
    const at = (findings: readonly Finding[], seen: Part<Sightings>) => settled({ account: "prod", findings }, small(), seen);
    const seen = (...ids: string[]): Part<Sightings> => ({ complete: true, value: new Map([["prod", new Set(ids)]]), observedAt: AS_OF });

    it.each(["stale", "unmanaged", "changed"])("waits for a second look when it may pass by itself: %s", (check) => {
      const finding = someFinding({ check });
      expect(at([finding], seen())).toEqual({
        findings: [],
        heldBack: [{ finding: finding.id, because: "it was seen for the first time: it is proposed when the next run sees it again" }],
      });
      expect(at([finding], seen(finding.id))).toEqual({ findings: [finding], heldBack: [] });
    });

    it("does not wait for what records and calendar say, nor for what CloudTrail has seen as well", () => {
      const known = { finding: idle.id, known: true, by: "arn:aws:iam::1:user/x", at: AS_OF, event: "CreateUser" } as const;
      const findings = [someFinding(), { ...someFinding({ check: "unmanaged" }), attribution: known }];
      expect(at(findings, seen()).findings).toEqual(findings);
    });

    it("does not wait with a leaver or a leak, and all that is about the same identity", () => {
      const findings = [idle, someFinding({ check: "leaked" })];
      expect(at(findings, seen()).findings).toEqual(findings);
    });

    it("holds it back when nobody knows what earlier runs saw", () => {
      const gap = { source: "ledger", operation: "read earlier runs", reason: "GitHub failed (502)", retry: true };
      expect(at([idle, someFinding()], { complete: false, gap })).toEqual({
        findings: [someFinding()],
        heldBack: [
          { finding: idle.id, because: "what earlier runs saw could not be read (GitHub failed (502)), so nobody knows whether it lasts" },
        ],
      });
    });
  });

  it("holds everything back when the bot's own pull requests could not be read", () => {
    const all = changes(3);
    const gap = { source: "pull-requests", operation: "list pull requests", reason: "GitHub failed (502)", retry: true };
    const released = holdBack(all, organisation(9), { complete: false, gap }, AS_OF);
    expect(released.changes).toEqual([]);
    expectNothingDropped(all, released);
    expect(released.heldBack[0]!.because).toBe(
      "the bot's own pull requests could not be read (GitHub failed (502)), so it cannot know what was decided",
    );
  });

  describe("what people decided by closing a pull request", () => {
    const change = changeAt(1);
    const release = (...pulls: BotPullRequest[]) => holdBack([change], organisation(9), known(...pulls), AS_OF);

    it("is not asked again about the same findings", () => {
      expect(release(pullRequestOf(change, { state: "closed" }))).toEqual({
        changes: [],
        heldBack: [
          {
            finding: change.because[0]!.id,
            because: "#7 about the same findings was closed without merging at 2026-11-02T00:00:00Z",
          },
        ],
      });
    });

    it("is asked again when there is something new to decide", () => {
      expect(release(pullRequestOf(change, { state: "closed", digest: "other findings" })).changes).toEqual([change]);
      expect(release(pullRequestOf(change, { state: "closed", digest: null })).changes).toEqual([change]);
    });

    it("was none when the bot closed it itself", () => {
      expect(release(pullRequestOf(change, { state: "closed", withdrawn: true })).changes).toEqual([change]);
    });

    it("is asked again after a merge: what was merged and is found again has come back", () => {
      expect(release(pullRequestOf(change, { state: "merged" })).changes).toEqual([change]);
    });

    it("does not speak for another identity", () => {
      expect(release(pullRequestOf(changeAt(2), { state: "closed", digest: digestOf(change) })).changes).toEqual([change]);
    });

    it("does not stop the pull request that is open now from being kept right", () => {
      expect(release(pullRequestOf(change), pullRequestOf(change, { number: 3, state: "closed" })).changes).toEqual([change]);
    });
  });

  describe("how much people are asked to take at once", () => {
    const limits = organisation(100, "limits: { pullRequests: { open: 3, perHour: 2 } }\n");

    it("opens no more than so many an hour, the worst first", () => {
      const all = [changeAt(1, "low"), changeAt(2, "critical"), changeAt(3, "high")];
      const released = holdBack(all, limits, known(), AS_OF);
      expect(released.changes.map(({ id }) => Number(id.slice(-1)))).toEqual([2, 3]);
      expect(released.heldBack).toEqual([
        {
          finding: all[0]!.because[0]!.id,
          because:
            "0 pull requests are open and 0 were opened within the hour; it is opened when there is room (settings.yaml limits.pullRequests)",
        },
      ]);
    });

    it("has no more than so many open", () => {
      const open = [1, 2].map((index) => pullRequestOf(changeAt(index)));
      const all = [changeAt(3), changeAt(4)];
      const released = holdBack(all, limits, known(...open), AS_OF);
      expect(released.changes).toHaveLength(1);
      expectNothingDropped(all, released);
    });

    it("counts the hour by its seconds, and ended pull requests too", () => {
      const at = (createdAt: string) => pullRequestOf(changeAt(9), { state: "merged", createdAt: createdAt as Instant });
      const room = (...times: string[]) => holdBack(changes(3), limits, known(...times.map(at)), AS_OF).changes.length;
      expect(room("2026-11-23T23:00:00Z", "2026-11-23T23:00:00Z")).toBe(2);
      expect(room("2026-11-23T23:00:01Z")).toBe(1);
      expect(room("2026-11-23T23:00:01Z", "2026-11-23T23:59:59Z")).toBe(0);
    });

    it("always keeps the pull requests right that are open already: they cost nobody more", () => {
      const all = changes(4);
      const open = all.map((change, index) => pullRequestOf(change, { number: index }));
      const released = holdBack([...all, changeAt(8)], limits, known(...open), AS_OF);
      expect(released.changes).toEqual(all);
      expect(released.heldBack).toHaveLength(1);
    });

    it("makes who has left and what has leaked wait for no room", () => {
      const urgent = changeAt(3, "critical", "prod", "leaver");
      const open = [1, 2, 4].map((index) => pullRequestOf(changeAt(index)));
      expect(holdBack([urgent, changeAt(5)], limits, known(...open), AS_OF).changes).toEqual([urgent]);
    });

    it("never has negative room", () => {
      const open = Array.from({ length: 9 }, (_, index) => pullRequestOf(changeAt(50 + index)));
      expect(holdBack(changes(2), limits, known(...open), AS_OF).changes).toEqual([]);
    });
  });

  describe("changes of people", () => {
    const person = (index: number, action: Change["action"], check = "leaver"): Change => ({
      ...changeAt(index),
      ...{ id: `people/p${index}`, stack: "_directory", action, record: `person/p${index}` },
      because: [someFinding({ check, subject: `person/p${index}`, facet: `${check}${index}` })],
    });
    const many = (count: number, action: Change["action"]) =>
      Array.from({ length: count }, (_, index) => person(index + (action === "admit" ? 1_000 : 0), action));
    const LIMITS = "limits: { drift: { changes: { count: 3, percent: 0 } }, pullRequests: { open: 50, perHour: 50 } }\n";
    const announced = (what: string) => ({
      "settings.yaml": `teams: { security: security, platform: platform }\n${LIMITS}`,
      "directory/events/sale.yaml": `reason: The plant is sold\n${what}\nfrom: 2026-11-20\nuntil: 2026-11-30\napprovedBy: person/w1\n`,
    });

    it("are counted by what they do: many who come keep nobody from leaving", () => {
      const { changes: released, heldBack } = holdBack(
        [...many(4, "admit"), ...many(3, "offboard")],
        organisation(1, LIMITS),
        known(),
        AS_OF,
      );
      expect(released.map(({ action }) => action)).toEqual(["offboard", "offboard", "offboard"]);
      expect(heldBack[0]?.because).toMatch(
        /^4 changes of 6 people are more than one run may propose \(3, settings\.yaml limits\.drift\.changes\)/,
      );
    });

    it("do not count where an event announced them, by number, in its window and for losses only", () => {
      const open = (event: string, action: Change["action"], asOf: Instant) =>
        holdBack(many(5, action), small(announced(event)), known(), asOf).changes.length;
      expect([open("count: 2", "offboard", AS_OF), open("count: 1", "offboard", AS_OF)]).toEqual([5, 0]);
      expect(open("count: 5", "admit", AS_OF)).toBe(0);
      expect(open("count: 5", "offboard", "2026-12-01T00:00:00Z" as Instant)).toBe(0);
    });

    it("wait for a second feed where somebody is only missing", () => {
      const change = person(1, "offboard", "unlinked");
      expect(seenTwice([change, person(2, "offboard")], undefined).changes.map(({ id }) => id)).toEqual(["people/p2"]);
      expect(seenTwice([change], new Set(["other"])).heldBack).toHaveLength(1);
      expect(seenTwice([change], new Set([change.because[0]!.id])).changes).toEqual([change]);
    });
  });
});
