import { describe, expect, it } from "vitest";
import { doctorText } from "../../../scripts/report/doctor-text.ts";

describe("scripts/report/doctor-text", () => {
  it("says first what is broken, then what is not known, each with what to do", () => {
    const answers = [
      { check: "tools-node", state: "ok", says: "Node 24.21.0" },
      { check: "github-apps", state: "unknown", says: "not shown", repair: "ask an administrator" },
      { check: "aws-clock", state: "broken", says: "90 seconds behind AWS's", repair: "set the clock" },
    ] as const;
    expect(doctorText(answers).split("\n")).toEqual([
      "BROKEN  aws-clock    90 seconds behind AWS's",
      "                     -> set the clock",
      "UNKNOWN github-apps  not shown",
      "                     -> ask an administrator",
      "ok      tools-node   Node 24.21.0",
      "1 in order, 1 broken, 1 unknown",
    ]);
  });
});
