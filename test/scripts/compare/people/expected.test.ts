import { describe, expect, it } from "vitest";
import { expectedOf, readingOf } from "../../../../scripts/compare/people/expected.ts";
import type { HrPerson } from "../../../../scripts/observe/hr/record.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { feedOf, statedOf } from "../../../support/people.ts";
import { AS_OF, edit, personText, small } from "../../../support/small-organisation.ts";

const CONTRACTOR = `${personText({ login: "con-t", id: 6, team: "payments", manager: "w1", ends: "2027-01-31" }).replace("employee", "contractor")}sponsor: w2\n`;

function expected(id: string, fields: Partial<HrPerson>, files: Record<string, string> = {}, asOf: Instant = AS_OF, others = {}) {
  const declared = small(files);
  const feed = feedOf(declared, { ...others, [id]: fields }, asOf);
  const current = declared.directory.people.get(id);
  return { current, ...expectedOf(feed.people.find((one) => one.id === id)!, current, readingOf(declared, feed, asOf)) };
}

describe("scripts/compare/people/expected", () => {
  it("is what the directory says where the feed says the same, or says nothing", () => {
    for (const fields of [{}, { department: null, manager: null, type: null, starts: null }]) {
      const { current, entry, unclear } = expected("w2", fields);
      expect([entry, unclear]).toEqual([current, []]);
    }
  });

  it("makes an entry of somebody new, with ids and days and nothing else", () => {
    expect(expected("w20", { starts: "2026-12-01" }).entry).toEqual({
      ...{ id: "w20", github: null, aws: {}, team: "payments", manager: "w1", type: "employee", starts: "2026-12-01" },
      ...{ ends: null, status: "active", timeZone: "Etc/UTC", sponsor: null },
    });
  });

  it.each([
    ["a department that is no team", { department: "Sales" }, ["department"]],
    ["no department", { department: null }, ["department"]],
    ["no manager", { manager: null }, ["manager"]],
    ["a manager whom nobody knows yet", { manager: "w77" }, ["manager"]],
    ["a manager who has left", { manager: "w9" }, ["manager"]],
    ["no first day", { starts: null }, ["starts"]],
    ["no type", { type: null }, ["type"]],
    ["a contractor without a last day", { type: "contractor" as const }, ["ends"]],
  ])("makes no entry of somebody new with %s", (_, fields, properties) => {
    const { entry, unclear } = expected("w20", { starts: "2026-12-01", ...fields });
    expect([entry, unclear.map(({ property }) => property)]).toEqual([undefined, properties]);
  });

  it("gives a contractor their manager as sponsor, if that is an employee, and keeps a sponsor that there is", () => {
    const fields = { type: "contractor" as const, starts: "2026-11-01", ends: "2027-01-31" };
    expect(expected("w20", fields).entry).toMatchObject({ sponsor: "w1" });
    const files = { "directory/people/w6.yaml": CONTRACTOR };
    expect(expected("w6", { manager: "w3" }, files).entry).toMatchObject({ sponsor: "w2", manager: "w3" });
    expect(expected("w20", { ...fields, manager: "w6" }, files)).toMatchObject({ entry: undefined, unclear: [{ property: "sponsor" }] });
  });

  it("keeps the manager where the line would lead back, by the feed or by the directory", () => {
    const byFeed = expected("w1", { manager: "w2" });
    expect(byFeed.unclear.map(({ because }) => because)).toEqual([
      "manager: by the feed the line of managers above w1 would lead back to w1, through w2",
    ]);
    expect(byFeed.entry).toEqual(byFeed.current);
    const swapped = expected("w1", { manager: "w2" }, {}, AS_OF, {
      w2: { manager: "w3" },
      w3: { manager: "w5" },
      w5: { manager: "w4" },
      w4: { manager: "w9" },
    });
    expect(swapped.unclear[0]?.because).toContain("by the directory as it stands");
  });

  it("counts a last day to its end, in the person's time zone, over a change of clocks as well", () => {
    const left = (asOf: string, timeZone: string, ends: string) => expected("w2", { ends, timeZone }, {}, asOf as Instant).entry?.status;
    expect(left("2026-10-25T22:59:59Z", "Europe/Berlin", "2026-10-25")).toBe("active");
    expect(left("2026-10-25T23:00:00Z", "Europe/Berlin", "2026-10-25")).toBe("left");
    expect(left("2026-11-25T09:59:59Z", "Pacific/Honolulu", "2026-11-24")).toBe("active");
    expect(left("2026-11-24T10:00:00Z", "Pacific/Kiritimati", "2026-11-24")).toBe("left");
  });

  it("lets somebody whom the feed calls gone work to a last day that is still to come", () => {
    expect(expected("w2", { status: "left", ends: "2026-12-31" }).entry).toMatchObject({ status: "active", ends: "2026-12-31" });
  });

  it("ends somebody who is gone without a last day on the day of the feed, and never later than the directory says", () => {
    expect(expected("w2", { status: "left" }).entry).toMatchObject({ status: "left", ends: "2026-11-24" });
    const files = { ...edit("directory/people/w2.yaml", "ends: null", "ends: 2026-11-01") };
    expect(expected("w2", { status: "left", ends: null }, files).entry).toMatchObject({ status: "left", ends: "2026-11-01" });
    const withdrawn = edit("directory/people/w2.yaml", "starts: 2020-01-01", "starts: 2027-01-01");
    expect(expected("w2", { status: "left" }, withdrawn).entry).toMatchObject({ status: "left", ends: "2027-01-01" });
  });

  it("takes a last day back only where the feed knows last days", () => {
    const files = edit("directory/people/w2.yaml", "ends: null", "ends: 2027-01-31");
    expect(expected("w2", { ends: null }, files).entry?.ends).toBe("2027-01-31");
    expect(expected("w2", { ends: null }, files, AS_OF, { w5: { ends: "2027-06-30" } }).entry?.ends).toBeNull();
  });

  it("brings nobody back who has left but by a first day after their last one", () => {
    const files = edit("directory/people/w9.yaml", "ends: null", "ends: 2024-05-31");
    const slip = expected("w9", { status: "active", department: "payments", ends: null }, files);
    expect([slip.entry, slip.unclear.map(({ property }) => property)]).toEqual([slip.current, ["status"]]);
    const back = { status: "active" as const, department: "payments", ends: null, starts: "2026-12-01" };
    expect(expected("w9", back, files).entry).toMatchObject({ status: "active", starts: "2026-12-01", ends: null, team: "payments" });
  });

  it("moves a first day only while it is still to come", () => {
    const files = edit("directory/people/w2.yaml", "starts: 2020-01-01", "starts: 2026-12-01");
    expect(expected("w2", { starts: "2027-01-01" }, files).entry?.starts).toBe("2027-01-01");
    expect(expected("w2", { starts: "2019-12-01" })).toMatchObject({ entry: { starts: "2020-01-01" }, unclear: [] });
    expect(expected("w2", { starts: "2027-01-01" })).toMatchObject({ entry: { starts: "2020-01-01" }, unclear: [{ property: "starts" }] });
  });

  it("reads managers and last days of the whole feed once", () => {
    const declared = small();
    const reading = readingOf(declared, { asOf: AS_OF, people: [statedOf("w2", { manager: "w5", ends: "2027-01-01" })] }, AS_OF);
    expect([reading.managers.get("w2"), reading.managers.get("w3"), reading.knowsLastDays]).toEqual(["w5", "w1", true]);
  });
});
