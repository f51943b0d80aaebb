import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseDocument } from "../../../stacks/iam/document.ts";
import { document, identity, legacy, permission, statesItsReason } from "../../../stacks/kinds/fields.ts";

describe("stacks/kinds/fields", () => {
  it.each(["ledger-read", "A9+=,.@_-", "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws-cn:iam::aws:policy/service-role/x"])(
    "takes %s for a permission",
    (name) => {
      expect(permission.safeParse(name).success).toBe(true);
    },
  );

  it.each(["", "a b", "a/b", "a#b", "arn:aws:iam::000000000000:policy/x", "arn:aws:iam::000000000000:role/x"])(
    "takes %j for no permission",
    (name) => {
      expect(permission.safeParse(name).error?.issues[0]?.message).toBe(
        `expected the name of a record under permissions/ or an ARN of AWS's own (arn:aws:iam::aws:policy/…), got ${JSON.stringify(name)}`,
      );
    },
  );

  it("reads a document in IAM's own grammar, and says what is wrong with one in its words", () => {
    const raw = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } };
    expect(document.parse(raw)).toEqual(parseDocument(raw));
    expect(document.safeParse({ Statement: [{ Effect: "Maybe" }] }).error?.issues[0]?.message).toBe(
      "Statement[0].Effect: expected Allow or Deny, got Maybe",
    );
  });

  it("reads policies of the time before adoption", () => {
    const raw = { Version: "2012-10-17", Statement: [] };
    expect(legacy.parse({ attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"], inline: { old: raw } })).toEqual({
      attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      inline: { old: { version: "2012-10-17", statements: [] } },
    });
    expect(legacy.safeParse({ attached: ["ReadOnlyAccess"] }).success).toBe(false);
    expect(legacy.safeParse({ policies: [] }).success).toBe(false);
  });

  it("wants a state and its reason together", () => {
    const disabled = { since: "2026-11-01", reason: "left", ref: "#1" };
    expect([{}, { state: "active" }, { state: "disabled", disabled }].map(statesItsReason)).toEqual([true, true, true]);
    expect([{ state: "disabled" }, { disabled }, { state: "active", disabled }].map(statesItsReason)).toEqual([false, false, false]);
  });

  it("refuses a path made to be slow in a moment: it may come from anybody's pull request", () => {
    const module = join(import.meta.dirname, "../../../stacks/kinds/fields.ts");
    const program = `import { identity } from ${JSON.stringify(module)}; process.stdout.write(String(identity.path.safeParse("/a".repeat(40) + " ").success));`;
    const { stdout, signal } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      encoding: "utf8",
      timeout: 5_000,
    });
    expect({ stdout, signal }).toEqual({ stdout: "false", signal: null });
  });

  it("does not let a record stand on a path whose roles count as AWS's own: it would be compared with nothing", () => {
    const path = z.object({ path: identity.path });
    for (const own of ["/aws-reserved/x/", "/aws-service-role/x/"]) expect(path.safeParse({ path: own }).success).toBe(false);
  });
});
