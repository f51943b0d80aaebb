import { describe, expect, it } from "vitest";
import { absenceOf, lengthOf, momentOf, type WindowWords, windowOf } from "../../../../scripts/decide/requests/window.ts";
import { type Instant, parseDuration } from "../../../../stacks/model/instant.ts";
import { personOf } from "../../../support/builders.ts";
import { AS_OF } from "../../../support/small-organisation.ts";

const at = (text: string) => text as Instant;
const longest = { duration: parseDuration("4h")!, because: "roles/admin" };
const BERLIN = personOf("w1", { timeZone: "Europe/Berlin" });
const ask = (words: WindowWords, person = BERLIN, latest: readonly { end: Instant; because: string }[] = []) =>
  windowOf(words, person, { longest, latest }, AS_OF);

describe("scripts/decide/requests/window", () => {
  it("begins now and is as long as is allowed, unless told otherwise", () => {
    expect(ask({})).toEqual({ starts: AS_OF, ends: "2026-11-24T04:00:00Z" });
    expect(ask({ from: "2026-11-25T09:00", for: "90m" })).toEqual({ starts: "2026-11-25T08:00:00Z", ends: "2026-11-25T09:30:00Z" });
  });

  it("ends no later than whatever it rests on, and says so to somebody who asked for more", () => {
    const latest = [{ end: at("2026-11-24T02:00:00Z"), because: "roles/admin ends then" }];
    expect(ask({}, BERLIN, latest)).toEqual({ starts: AS_OF, ends: "2026-11-24T02:00:00Z" });
    expect(ask({ for: "3h" }, BERLIN, latest)).toEqual({
      because: `--for: 3h from ${AS_OF} on is too long: 2026-11-24T02:00:00Z is the latest end (roles/admin ends then)`,
    });
    expect(ask({ from: "2026-11-24T02:00:00Z" }, BERLIN, latest)).toEqual({
      because: "the window would begin at 2026-11-24T02:00:00Z, when it is over: roles/admin ends then",
    });
  });

  it.each<[WindowWords, string]>([
    [{ from: "2026-11-23" }, `--from: 2026-11-23T00:00:00Z is in the past (it is ${AS_OF}); leave it out for a window that begins now`],
    [{ for: "5h" }, "--for: expected at most 4h (roles/admin), got 5h"],
    [{ for: "0h" }, '--for: expected a length of time such as 4h or 90m, got "0h"'],
    [{ for: "long" }, '--for: expected a length of time such as 4h or 90m, got "long"'],
  ])("%j is refused", (words, because) => {
    expect(ask(words)).toEqual({ because });
  });

  it("gives nothing to somebody who is not here when it begins", () => {
    const contractor = { type: "contractor", sponsor: "w2" };
    expect(ask({}, personOf("w1", { starts: "2026-12-01", timeZone: "Europe/Berlin" }))).toEqual({
      because: "person/w1 works here from 2026-12-01 on (2026-11-30T23:00:00Z)",
    });
    expect(ask({ from: "2026-12-01T00:00" }, personOf("w1", { starts: "2026-12-01", timeZone: "Europe/Berlin" }))).toEqual({
      starts: "2026-11-30T23:00:00Z",
      ends: "2026-12-01T03:00:00Z",
    });
    expect(absenceOf(personOf("w1", { status: "left" }), AS_OF)).toBe("person/w1 has left");
    expect(absenceOf(personOf("w1", { status: "leave" }), AS_OF)).toBe("person/w1 is on leave");
    expect(absenceOf(personOf("w1", { ...contractor, ends: "2026-11-22" }), AS_OF)).toBe(
      "person/w1 ended 23 Nov 2026 00:00:00 UTC (1 day ago): 2026-11-22 is the last day",
    );
    expect(absenceOf(personOf("w1", { ...contractor, ends: "2026-11-24" }), AS_OF)).toBeUndefined();
  });

  it.each([
    ["2027-03-31T14:00:00Z", "2027-03-31T14:00:00Z"],
    ["2027-03-31", "2027-03-31T00:00:00Z"],
    ["2027-03-31T14:00", "2027-03-31T12:00:00Z"],
    ["2027-01-31T14:00:30", "2027-01-31T13:00:30Z"],
    ["2027-03-31T14:00-05:30", "2027-03-31T19:30:00Z"],
    ["2027-03-31T00:30+02:00", "2027-03-30T22:30:00Z"],
  ])("reads %s as %s for somebody in Berlin", (text, moment) => {
    expect(momentOf("--from", text, "Europe/Berlin")).toBe(moment);
  });

  it.each([
    ["2027-03-28T02:30", /clocks in Europe\/Berlin never show 2027-03-28T02:30/],
    ["2027-10-31T02:30", /show 2027-10-31T02:30 twice, at 2027-10-31T00:30:00Z and 2027-10-31T01:30:00Z: state which one/],
    ["2027-02-30T09:00", /^--from: expected a moment such as .* got "2027-02-30T09:00"/],
    ["2027-03-31T24:00", /^--from: expected a moment/],
    ["2027-03-31T09:00+15:00", /there is no offset \+15:00/],
    ["tomorrow", /^--from: expected a moment/],
  ])("guesses nothing about %s", (text, because) => {
    expect(momentOf("--from", text, "Europe/Berlin")).toEqual({ because: expect.stringMatching(because) });
  });

  it("reads a length of time", () => {
    expect(lengthOf("90m")).toBe(5_400_000);
    expect(lengthOf("-1h")).toEqual({ because: '--for: expected a length of time such as 4h or 90m, got "-1h"' });
  });
});
