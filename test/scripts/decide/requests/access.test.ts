import { describe, expect, it } from "vitest";
import {
  type AccessRequest,
  askForGrant,
  branchOfRequest,
  type Declined,
  digestOfRequest,
  endGrant,
  extendGrant,
  type Waiting,
  type Wish,
} from "../../../../scripts/decide/requests/access.ts";
import { type Instant, plus } from "../../../../stacks/model/instant.ts";
import type { RecordRef } from "../../../../stacks/model/ref.ts";
import { AS_OF, edit, personText, small } from "../../../support/small-organisation.ts";

const GRANT = "accounts/prod/grants/restore.yaml";
const REASON = "INC-2231 restore of the orders table";
const grantText = (starts: string, ends: string) => `who: person/w5\nrole: admin\nreason: ${REASON}\nstarts: ${starts}\nends: ${ends}\n`;
const RUNNING = { [GRANT]: grantText("2026-11-23T23:00:00Z", "2026-11-24T01:00:00Z") };
const at = (text: string) => text as Instant;

function ask(wish: Partial<Wish> = {}, files: Readonly<Record<string, string | null>> = {}, waiting: Waiting = {}, asOf = AS_OF) {
  const declared = small(files);
  const whole: Wish = { role: "admin", who: "person/w5", reason: REASON, window: {}, ...wish };
  return askForGrant(whole, declared.accounts.get("prod")!, declared, asOf, waiting);
}
function about(
  act: "extend" | "end",
  files: Readonly<Record<string, string>> = RUNNING,
  length = "1h",
  asOf = AS_OF,
): AccessRequest | Declined {
  const declared = small(files);
  const account = declared.accounts.get("prod")!;
  const placed = { account, record: account.records.get("grants/restore")! };
  return act === "extend" ? extendGrant(placed, length, REASON, declared, asOf) : endGrant(placed, "not needed any more", asOf);
}
const asked = (found: AccessRequest | Declined) => {
  if ("because" in found) throw new Error(found.because);
  return found;
};

describe("scripts/decide/requests/access", () => {
  it("becomes a grant for one person, one role and one window", () => {
    expect(asked(ask({ window: { for: "2h" } }))).toMatchObject({
      action: "grant",
      stack: "prod",
      record: "grants/2026-11-24-w5-admin",
      starts: AS_OF,
      ends: "2026-11-24T02:00:00Z",
      edits: [
        {
          create: "accounts/prod/grants/2026-11-24-w5-admin.yaml",
          record: { who: "person/w5", role: "admin", reason: REASON, starts: "2026-11-24", ends: "2026-11-24T02:00:00Z" },
        },
      ],
    });
  });

  it("asks the same question when asked again, and another one for another reason, role or person", () => {
    const [first, later] = [asked(ask()), asked(ask({}, {}, {}, plus(AS_OF, 60_000)))];
    expect([later.id, later.words, branchOfRequest(later)]).toEqual([first.id, first.words, `request/${first.id}`]);
    expect(first.id).toMatch(/^prod\/grant-[0-9a-f]{12}$/);
    expect(asked(ask({ reason: "INC-2232 restore of another table" })).id).not.toBe(first.id);
    expect(asked(ask({ window: { for: "1h" } })).words).not.toBe(first.words);
    const earlier = { record: first.record, starts: first.starts, ends: first.ends };
    const again = asked(ask({}, {}, { earlier }, plus(AS_OF, 60_000)));
    expect([again, digestOfRequest(again)]).toEqual([first, digestOfRequest(first)]);
    expect(digestOfRequest(later)).not.toBe(digestOfRequest(first));
  });

  it("takes no name that is taken, retired or waited for", () => {
    const retired = `${grantText("2026-11-20", "2026-11-20T01:00:00Z")}retired: { at: 2026-11-21, reason: it ended, ref: "#1" }\n`;
    const files = { "accounts/prod/retired/grants/2026-11-24-w5-admin.yaml": retired };
    expect(asked(ask({}, files)).record).toBe("grants/2026-11-24-w5-admin-2");
    expect(asked(ask({}, files, { taken: new Set(["grants/2026-11-24-w5-admin-2"]) })).record).toBe("grants/2026-11-24-w5-admin-3");
  });

  it("has a name that a role in AWS can be called after, however long the template's is", () => {
    const role = "a".repeat(40);
    const { "accounts/prod/roles/admin.yaml": text } = edit("accounts/prod/roles/admin.yaml", "owner", "owner");
    const { record } = asked(ask({ role }, { [`accounts/prod/roles/${role}.yaml`]: text! }));
    expect(record).toBe("grants/2026-11-24-w5");
  });

  it.each<[string, Partial<Wish>, RegExp]>([
    ["a reason without a ticket", { reason: "because I need it" }, /^--because: .* "because I need it" names none$/],
    ["a reason that is too short", { reason: "#1" }, /^--because: expected one sentence of 10 to 200 characters .* got "#1"$/],
    ["a reason of several lines", { reason: "INC-1 one\nline more" }, /^--because: expected one sentence/],
    ["a reason that writes backwards", { reason: "INC-1 \u202eevil text" }, /^--because: expected one sentence/],
    ["somebody unknown", { who: "person/w77" }, /^person\/w77 is not in the directory$/],
    ["somebody who has left", { who: "person/w9" }, /may not have roles\/admin/],
    ["somebody who is not listed", { who: "person/w1" }, /^person\/w1 may not have roles\/admin/],
    ["a standing role", { role: "support" }, /^roles\/support is a standing role/],
    ["more than the role allows", { window: { for: "5h" } }, /^--for: expected at most 4h \(roles\/admin\)/],
  ])("refuses %s", (_, wish, because) => {
    expect(ask(wish)).toEqual({ because: expect.stringMatching(because) });
  });

  it("gives no more than the organisation allows, whatever the template says, and nothing past a last day", () => {
    const settings = "teams: { security: security, platform: platform }\nlifetimes: { grants: 1h }\n";
    expect(asked(ask({}, { "settings.yaml": settings })).ends).toBe("2026-11-24T01:00:00Z");
    const leaving = {
      "directory/people/w5.yaml": personText({ login: "pia-p", id: 5, team: "platform", manager: "w1", ends: "2026-11-24" }),
    };
    expect(asked(ask({ window: { from: "2026-11-24T22:00:00Z" } }, leaving)).ends).toBe("2026-11-25T00:00:00Z");
    expect(ask({ window: { from: "2026-11-24T22:00:00Z", for: "3h" } }, leaving)).toEqual({
      because: "--for: 3h from 2026-11-24T22:00:00Z on is too long: 2026-11-25 is the latest end (the last day of person/w5 is 2026-11-24)",
    });
  });

  it("gives nothing twice for the same time", () => {
    expect(ask({}, RUNNING)).toEqual({
      because:
        "person/w5 has grants/restore of roles/admin already, which works until 24 Nov 2026 00:59:59 UTC (in 1 hour); longer is `npm run request -- extend grants/restore --for <length>`",
    });
    expect(asked(ask({ window: { from: "2026-11-24T01:00:00Z" } }, RUNNING)).starts).toBe("2026-11-24T01:00:00Z");
  });

  it("lengthens a grant that works, within what its role allows in all", () => {
    expect(asked(about("extend"))).toMatchObject({
      action: "extend",
      record: "grants/restore",
      ends: "2026-11-24T02:00:00Z",
      edits: [{ change: GRANT, steps: [{ set: ["ends"], to: "2026-11-24T02:00:00Z" }] }],
    });
    expect(about("extend", RUNNING, "3h")).toEqual({
      because:
        "--for: grants/restore would last 5h, expected at most 4h in all (roles/admin): it may last until 2026-11-24T03:00:00Z; whoever needs more asks again",
    });
    expect(about("extend", RUNNING, "1h", at("2026-11-24T01:00:00Z"))).toEqual({
      because: "grants/restore ended 24 Nov 2026 01:00:00 UTC (0 seconds ago): ask for a new one",
    });
    const stopped = { [GRANT]: `${RUNNING[GRANT]}state: disabled\ndisabled: { since: 2026-11-23, reason: odd, ref: x }\n` };
    expect(about("extend", stopped)).toEqual({ because: "grants/restore is disabled: ask for a new one" });
  });

  it("ends a grant at once, takes one back that has not begun, and leaves one that has ended", () => {
    const ended = asked(about("end"));
    expect(ended).toMatchObject({ action: "end", ends: AS_OF, edits: [{ change: GRANT, steps: [{ set: ["ends"], to: "2026-11-24" }] }] });
    const later = asked(about("end", RUNNING, "", plus(AS_OF, 60_000)));
    expect([later.id, digestOfRequest(later)]).toEqual([ended.id, digestOfRequest(ended)]);
    const waiting = asked(about("end", { [GRANT]: grantText("2026-11-25", "2026-11-25T01:00:00Z") }));
    expect(waiting.edits).toEqual([
      {
        move: GRANT,
        to: "accounts/prod/retired/grants/restore.yaml",
        steps: [{ set: ["retired"], to: { at: AS_OF, reason: "not needed any more", ref: branchOfRequest(waiting) } }],
      },
    ]);
    expect(about("end", RUNNING, "", at("2026-11-24T01:00:00Z"))).toEqual({
      because: "grants/restore ended 24 Nov 2026 01:00:00 UTC (0 seconds ago)",
    });
  });

  it("changes nothing that is no grant", () => {
    const declared = small();
    const account = declared.accounts.get("prod")!;
    const placed = { account, record: account.records.get("roles/admin" as RecordRef)! };
    const because = "roles/admin is no grant: expected grants/<name>";
    expect([extendGrant(placed, "1h", REASON, declared, AS_OF), endGrant(placed, "x", AS_OF)]).toEqual([{ because }, { because }]);
  });
});
