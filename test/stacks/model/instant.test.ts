import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterLastDay,
  between,
  dayIn,
  describeDue,
  describeEnd,
  firstMoment,
  type Instant,
  instantOf,
  inZone,
  isTimeZone,
  momentsAt,
  parseDate,
  parseDuration,
  parseInstant,
  plus,
} from "../../../stacks/model/instant.ts";

const at = (text: string) => text as Instant;

describe("stacks/model/instant", () => {
  const moment = fc.date({ min: new Date("1970-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });

  describe("parseInstant", () => {
    it("takes a bare date for the first second of that day in UTC", () => {
      expect(parseInstant("2027-03-31")).toBe("2027-03-31T00:00:00Z");
      expect(parseInstant("2028-02-29")).toBe("2028-02-29T00:00:00Z");
    });

    it("gives a full instant back as it is", () => {
      fc.assert(
        fc.property(moment, (date) => {
          const instant = instantOf(date);
          expect(parseInstant(instant)).toBe(instant);
          expect(Date.parse(instant)).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
        }),
      );
    });

    it.each([
      "",
      "tomorrow",
      "2027-02-29",
      "2027-02-30",
      "2027-04-31",
      "2027-13-01",
      "2027-00-10",
      "2027-01-00",
      "2027-1-1",
      "27-01-01",
      "2027/01/01",
      "31.03.2027",
      "2027-03-31T24:00:00Z",
      "2027-03-31T23:60:00Z",
      "2027-03-31T23:59:60Z",
      "2027-03-31T23:59Z",
      "2027-03-31T23:59:59",
      "2027-03-31T23:59:59+02:00",
      "2027-03-31T23:59:59.000Z",
      "2027-03-31t00:00:00z",
      "2027-03-31 00:00:00Z",
      " 2027-03-31",
      "2027-03-31\n",
      "+010000-01-01",
    ])("takes %j for no moment", (text) => {
      expect(parseInstant(text)).toBeUndefined();
    });
  });

  it("takes for a date only what is a day of the calendar", () => {
    expect(parseDate("2027-03-31")).toBe("2027-03-31");
    expect(parseDate("2027-02-29")).toBeUndefined();
    expect(parseDate("2027-03-31T00:00:00Z")).toBeUndefined();
  });

  describe("durations", () => {
    it("reads days, hours, minutes and seconds as milliseconds", () => {
      expect(["180d", "12h", "5m", "30s", "0d"].map(parseDuration)).toEqual([15_552_000_000, 43_200_000, 300_000, 30_000, 0]);
    });

    it.each(["", "d", "180", "1.5h", "-1d", "1w", "1D", "1 d", " 1d", "1d2h", "1234567d"])("takes %j for no length of time", (text) => {
      expect(parseDuration(text)).toBeUndefined();
    });

    it("adds and takes away exactly, and compares as text as it does in time", () => {
      fc.assert(
        fc.property(moment, fc.integer({ min: -1e9, max: 1e9 }), (date, seconds) => {
          const from = instantOf(date);
          const to = plus(from, seconds * 1_000);
          expect(between(from, to)).toBe(seconds * 1_000);
          expect(plus(to, -seconds * 1_000)).toBe(from);
          expect(from < to).toBe(seconds > 0);
        }),
      );
    });
  });

  describe("momentsAt", () => {
    it.each([
      ["Etc/UTC", "2027-03-28T02:30:00Z", ["2027-03-28T02:30:00Z"]],
      ["Europe/Berlin", "2027-01-15T09:00:00Z", ["2027-01-15T08:00:00Z"]],
      ["Europe/Berlin", "2027-07-15T09:00:00Z", ["2027-07-15T07:00:00Z"]],
      // Clocks go forward in the night of 28 March 2027 and back in that of 31 October.
      ["Europe/Berlin", "2027-03-28T02:30:00Z", []],
      ["Europe/Berlin", "2027-03-28T03:00:00Z", ["2027-03-28T01:00:00Z"]],
      ["Europe/Berlin", "2027-10-31T02:30:00Z", ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"]],
      ["Australia/Lord_Howe", "2027-04-04T01:45:00Z", ["2027-04-03T14:45:00Z", "2027-04-03T15:15:00Z"]],
      ["Pacific/Kiritimati", "2027-01-01T00:00:00Z", ["2026-12-31T10:00:00Z"]],
    ])("in %s clocks show %s at %j", (zone, local, moments) => {
      expect(momentsAt(at(local), zone)).toEqual(moments);
    });
  });

  it("says a moment on the clocks of a place", () => {
    expect(inZone(at("2027-03-28T01:00:00Z"), "Europe/Berlin")).toBe("28 Mar 2027 03:00:00 Europe/Berlin");
    expect(inZone(at("2027-03-28T00:59:59Z"), "Europe/Berlin")).toBe("28 Mar 2027 01:59:59 Europe/Berlin");
  });

  it("knows when a day begins", () => {
    expect(firstMoment("2027-03-28", "Europe/Berlin")).toBe("2027-03-27T23:00:00Z");
    expect(firstMoment("2027-03-29", "Europe/Berlin")).toBe("2027-03-28T22:00:00Z");
  });

  describe("afterLastDay", () => {
    it.each([
      ["Etc/UTC", "2027-03-31", "2027-04-01T00:00:00Z"],
      ["Europe/Berlin", "2027-01-31", "2027-01-31T23:00:00Z"],
      ["Europe/Berlin", "2027-07-31", "2027-07-31T22:00:00Z"],
      // Clocks go forward in the night of 28 March 2027 and back in that of 31 October.
      ["Europe/Berlin", "2027-03-27", "2027-03-27T23:00:00Z"],
      ["Europe/Berlin", "2027-03-28", "2027-03-28T22:00:00Z"],
      ["Europe/Berlin", "2027-10-30", "2027-10-30T22:00:00Z"],
      ["Europe/Berlin", "2027-10-31", "2027-10-31T23:00:00Z"],
      ["America/New_York", "2027-01-31", "2027-02-01T05:00:00Z"],
      ["America/New_York", "2027-03-13", "2027-03-14T05:00:00Z"],
      ["America/New_York", "2027-03-14", "2027-03-15T04:00:00Z"],
      ["America/New_York", "2027-11-06", "2027-11-07T04:00:00Z"],
      ["America/New_York", "2027-11-07", "2027-11-08T05:00:00Z"],
      ["Pacific/Kiritimati", "2027-03-31", "2027-03-31T10:00:00Z"],
      ["Pacific/Kiritimati", "2026-12-31", "2026-12-31T10:00:00Z"],
      ["Pacific/Pago_Pago", "2027-03-31", "2027-04-01T11:00:00Z"],
      ["Asia/Kolkata", "2028-02-29", "2028-02-29T18:30:00Z"],
      ["Australia/Lord_Howe", "2027-04-03", "2027-04-03T13:00:00Z"],
      ["Australia/Lord_Howe", "2027-04-04", "2027-04-04T13:30:00Z"],
    ])("ends a last day in %s, %s, at %s", (zone, day, end) => {
      expect(afterLastDay(day, zone)).toBe(end);
    });

    // In these zones the clock jumps from 00:00 to 01:00: midnight does not exist, the day ends at the jump.
    it.each([
      ["Africa/Cairo", "2027-04-29", "2027-04-29T22:00:00Z"],
      ["Asia/Beirut", "2027-03-27", "2027-03-27T22:00:00Z"],
      ["Atlantic/Azores", "2027-03-27", "2027-03-28T01:00:00Z"],
      ["America/Havana", "2027-03-13", "2027-03-14T05:00:00Z"],
      ["America/Santiago", "2027-09-04", "2027-09-05T04:00:00Z"],
    ])("ends a last day in %s, %s, whose midnight is skipped, at %s", (zone, day, end) => {
      expect(afterLastDay(day, zone)).toBe(end);
    });

    it("is the first moment at which the calendar of that place shows a later day, in every zone", () => {
      const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
      const day = fc
        .date({ min: new Date("2024-01-01"), max: new Date("2035-01-01"), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
      fc.assert(
        fc.property(zone, day, (timeZone, lastDay) => {
          const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
          const end = Date.parse(afterLastDay(lastDay, timeZone));
          expect(calendar.format(end) > lastDay).toBe(true);
          expect(calendar.format(end - 1_000)).toBe(lastDay);
        }),
        { numRuns: 300 },
      );
    });

    it("does not end the last day of the calendar before today: many systems write 9999-12-31 for never", () => {
      const end = afterLastDay("9999-12-31", "Etc/UTC");
      expect(end > at("2026-01-01T00:00:00Z")).toBe(true);
    });
  });

  it("knows time zones by their names and nothing else", () => {
    expect(["Europe/Berlin", "Etc/UTC", "America/Argentina/Buenos_Aires"].map(isTimeZone)).toEqual([true, true, true]);
    expect(["", "Europe/Bonn", "CEST+2", "here"].map(isTimeZone)).toEqual([false, false, false, false]);
  });

  describe("describeEnd", () => {
    const asOf = at("2026-11-23T12:00:00Z");
    it.each([
      ["2027-03-31T00:00:00Z", "works until 30 Mar 2027 23:59:59 UTC (in 127 days)"],
      ["2026-11-25T12:00:00Z", "works until 25 Nov 2026 11:59:59 UTC (in 2 days)"],
      ["2026-11-24T12:00:00Z", "works until 24 Nov 2026 11:59:59 UTC (in 1 day)"],
      ["2026-11-24T11:59:59Z", "works until 24 Nov 2026 11:59:58 UTC (in 23 hours)"],
      ["2026-11-23T13:00:00Z", "works until 23 Nov 2026 12:59:59 UTC (in 1 hour)"],
      ["2026-11-23T12:59:59Z", "works until 23 Nov 2026 12:59:58 UTC (in 59 minutes)"],
      ["2026-11-23T12:01:30Z", "works until 23 Nov 2026 12:01:29 UTC (in 1 minute)"],
      ["2026-11-23T12:00:01Z", "works until 23 Nov 2026 12:00:00 UTC (in 1 second)"],
      ["2026-11-23T12:00:00Z", "ended 23 Nov 2026 12:00:00 UTC (0 seconds ago)"],
      ["2026-11-23T11:59:59Z", "ended 23 Nov 2026 11:59:59 UTC (1 second ago)"],
      ["2026-11-20T12:00:00Z", "ended 20 Nov 2026 12:00:00 UTC (3 days ago)"],
      ["2027-01-01T00:00:00Z", "works until 31 Dec 2026 23:59:59 UTC (in 38 days)"],
    ])("says of %s: %s", (end, words) => {
      expect(describeEnd(at(end), asOf)).toBe(words);
    });

    it("says of an end that denies nothing until when somebody has to look", () => {
      expect(describeDue(at("2027-03-31T00:00:00Z"), asOf)).toBe(
        "to be renewed by 30 Mar 2027 23:59:59 UTC (in 127 days), works on after it",
      );
      expect(describeDue(asOf, asOf)).toBe("overdue since 23 Nov 2026 12:00:00 UTC (0 seconds), still works");
    });

    it("shortens every month to the same three letters", () => {
      expect(describeEnd(at("2027-09-30T00:00:00Z"), asOf)).toBe("works until 29 Sep 2027 23:59:59 UTC (in 310 days)");
    });
  });

  it("begins a day at its own midnight, also where clocks change on it", () => {
    expect(firstMoment("2026-11-24", "Etc/UTC")).toBe("2026-11-24T00:00:00Z");
    expect(firstMoment("2026-03-29", "Europe/Berlin")).toBe("2026-03-28T23:00:00Z");
    expect(firstMoment("2026-10-25", "Europe/Berlin")).toBe("2026-10-24T22:00:00Z");
  });

  it("knows which day it is somewhere", () => {
    const at = "2026-11-24T11:00:00Z" as Instant;
    expect([dayIn(at, "Pacific/Kiritimati"), dayIn(at, "Etc/UTC"), dayIn(at, "Pacific/Pago_Pago")]).toEqual([
      "2026-11-25",
      "2026-11-24",
      "2026-11-24",
    ]);
  });
});
