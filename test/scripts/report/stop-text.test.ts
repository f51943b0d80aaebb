import { describe, expect, it } from "vitest";
import { stopText } from "../../../scripts/report/stop-text.ts";
import type { Stopped } from "../../../scripts/stop/stop.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const target = { identity: "arn:aws:iam::000000000000:user/x" } as const;
const stopped = (more: Partial<Stopped> = {}): Stopped => ({
  ...{ target, changed: true, verified: true, closedKeys: [], steps: [{ at: AS_OF, did: "was stopped" }], problems: [] },
  ...more,
});

describe("scripts/report/stop-text", () => {
  it("puts what is still open before what is done, each with its times", () => {
    const reports = [
      { word: target.identity, stopped: stopped(), record: undefined },
      { word: "people/w1", stopped: stopped({ verified: false, problems: ["cannot set the boundary"] }), record: undefined },
      { word: "break-glass/g", because: "it is break-glass" },
    ];
    expect(stopText(reports, false, ["#1 lets the record say so"]).split("\n")).toEqual([
      `NOT SURELY STOPPED  people/w1 (${target.identity})`,
      `  ${AS_OF}  was stopped`,
      "  cannot set the boundary",
      "NOT STOPPED  break-glass/g",
      "  it is break-glass",
      `STOPPED  ${target.identity}`,
      `  ${AS_OF}  was stopped`,
      "  #1 lets the record say so",
    ]);
  });

  it("says of a dry run what it would do", () => {
    expect(stopText([{ word: target.identity, stopped: stopped({ verified: false }), record: undefined }], true, [])).toMatch(
      /^WOULD STOP /,
    );
  });
});
