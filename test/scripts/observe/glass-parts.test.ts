import { describe, expect, it } from "vitest";
import { GLASS_SCHEMAS } from "../../../scripts/observe/glass-parts.ts";
import { GLASS_PARTS } from "../../../scripts/observe/parts.ts";

const USE = {
  role: "arn:aws:iam::000000000000:role/tenure/break-glass/glass-1",
  session: "INC-1",
  at: "2026-11-23T14:00:00Z",
  by: "arn:x",
};

describe("scripts/observe/glass-parts", () => {
  it("has a schema for each part about sealed identities, in the order of the table", () => {
    expect(Object.keys(GLASS_SCHEMAS)).toEqual(Object.keys(GLASS_PARTS));
  });

  it("reads a saved use as it was written, and takes no moment that is none", () => {
    expect(GLASS_SCHEMAS.glass.parse([USE])).toEqual([USE]);
    expect(GLASS_SCHEMAS.glass.safeParse([{ ...USE, at: "yesterday" }]).error?.issues[0]?.message).toBe("expected an instant");
  });
});
