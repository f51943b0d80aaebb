import { describe, expect, it } from "vitest";
import { forEach, nameOf } from "../../../../scripts/decide/requests/request.ts";
import { small } from "../../../support/small-organisation.ts";

const PROD = small().accounts.get("prod")!;
const placed = ["groups/readers", "groups/writers"].map((ref) => ({ account: PROD, record: PROD.records.get(ref as "a/b")! }));

describe("scripts/decide/requests/request", () => {
  it("does what can be done, and says of each of the others why not", () => {
    const asked = forEach(placed, ({ record }) =>
      record.name === "readers"
        ? { because: "no" }
        : { edit: { change: record.source.file, steps: [{ set: ["owner"], to: "team/x" }] }, notes: ["a note"] },
    );
    expect(asked).toEqual({
      edits: [{ change: "accounts/prod/groups/writers.yaml", steps: [{ set: ["owner"], to: "team/x" }] }],
      refused: [{ record: "prod/groups/readers", because: "no" }],
      notes: ["a note"],
    });
  });

  it("names a record with its account", () => {
    expect(nameOf(placed[0]!)).toBe("prod/groups/readers");
  });
});
